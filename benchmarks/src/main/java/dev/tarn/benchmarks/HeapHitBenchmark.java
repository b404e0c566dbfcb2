package dev.tarn.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures reads that the heap answers, beside bare Caffeine with the same bound, life and statistics: 100,000 entries, drawn by Zipf's
 * law with a skew of 0.99.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar HeapHit -t 1 -prof gc</pre>
 *
 * <p>With all that watches a cache turned on, beside Caffeine bound to Micrometer: {@code -p subject=CAFFEINE_METERED,TARN_WATCHED}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class HeapHitBenchmark {
    private static final int ENTRIES = 100_000;
    private static final int SAMPLE = 1 << 20;

    /** A filled cache and the keys to read. */
    @State(Scope.Benchmark)
    public static class Filled {
        /** The kind of keys. */
        @Param({"STRING", "LONG"})
        public HeapKeys keys;

        /** The rival. */
        @Param({"CAFFEINE", "TARN", "TARN_BOUND"})
        public HeapRival subject;

        HeapSubject cache;
        Object[] sample;
        final AtomicInteger threads = new AtomicInteger();

        /** Fills the cache. */
        @Setup
        public void fill() {
            cache = subject.open(ENTRIES);
            for (int i = 0; i < ENTRIES; i++) {
                cache.put(keys.key(i), "value:" + i);
            }
            sample = keys.sample(ENTRIES, SAMPLE, 42);
        }

        /** Makes sure that nothing but hits was measured. */
        @TearDown(Level.Trial)
        public void check() {
            long misses = cache.misses();
            cache.close();
            if (misses > 0) {
                throw new IllegalStateException(misses + " reads were misses");
            }
        }
    }

    /** A place in the sample, another for each thread. */
    @State(Scope.Thread)
    public static class Cursor {
        private int place;

        /** Sets out. */
        @Setup
        public void start(Filled filled) {
            place = filled.threads.getAndIncrement() * (SAMPLE / 7);
        }

        Object next(Filled filled) {
            return filled.sample[place++ & (SAMPLE - 1)];
        }
    }

    /** Reads without a loader. */
    @Benchmark
    public @Nullable Object getIfPresent(Filled filled, Cursor cursor) {
        return filled.cache.getIfPresent(cursor.next(filled));
    }

    /** Reads with a loader that is never called. */
    @Benchmark
    public @Nullable Object get(Filled filled, Cursor cursor) {
        return filled.cache.get(cursor.next(filled));
    }
}
