package dev.tarn.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Measures what a load costs without a remote tier, beside {@code Caffeine}: every read is of a new key, so each opens a flight, loads,
 * stores and, the cache being full, evicts. The loader returns the key.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar HeapLoad -t 1 -prof gc</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class HeapLoadBenchmark {
    private static final int ENTRIES = 10_000;

    /** A cache that holds none of the keys. */
    @State(Scope.Benchmark)
    public static class Cold {
        /** The rival. */
        @Param({"CAFFEINE", "TARN"})
        public HeapRival subject;

        HeapSubject cache;
        final AtomicLong threads = new AtomicLong();

        /** Opens the cache. */
        @Setup
        public void open() {
            cache = subject.open(ENTRIES);
        }

        /** Closes the cache. */
        @TearDown
        public void close() {
            cache.close();
        }
    }

    /** The next key, of a range of its own for each thread. */
    @State(Scope.Thread)
    public static class Counter {
        private long number;

        /** Sets out. */
        @Setup
        public void start(Cold cold) {
            number = cold.threads.getAndIncrement() << 40;
        }
    }

    /** Reads a key that was never read before. */
    @Benchmark
    public @Nullable Object load(Cold cold, Counter counter) {
        return cold.cache.get(HeapKeys.LONG.key(counter.number++));
    }
}
