package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tarn.local.Heap;
import dev.tarn.spring.CacheSpec;
import dev.tarn.spring.EnableTarnCaching;
import dev.tarn.spring.TarnCacheManager;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Measures a {@code @Cacheable} method that the heap answers, through Spring's proxy, with Tarn's manager beside Spring's adapter of Caffeine
 * with the same bound, life and statistics: 100,000 entries, drawn by Zipf's law with a skew of 0.99.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar SpringHit -t 1 -prof gc</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class SpringHitBenchmark {
    private static final int ENTRIES = 100_000;
    private static final int SAMPLE = 1 << 20;
    private static final Duration LIFE = Duration.ofHours(1);

    /** The managers. */
    public enum Rival {
        /** Spring's adapter of Caffeine. */
        CAFFEINE(CaffeineCaching.class),
        /** Tarn, as {@code @EnableTarnCaching} has it. */
        TARN(TarnCaching.class);

        private final Class<?> configuration;

        Rival(Class<?> configuration) {
            this.configuration = configuration;
        }
    }

    /** A cached method. */
    public static class Texts {
        private final AtomicLong calls = new AtomicLong();

        /** Returns a text. */
        @Cacheable("texts")
        public String read(Object key) {
            calls.incrementAndGet();
            return "value:" + key;
        }

        /** Returns how often the method was called. */
        public long calls() {
            return calls.get();
        }
    }

    /** Spring's own. */
    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    public static class CaffeineCaching {
        @Bean
        Texts texts() {
            return new Texts();
        }

        @Bean
        CaffeineCacheManager cacheManager() {
            CaffeineCacheManager manager = new CaffeineCacheManager();
            manager.setCaffeine(Caffeine.newBuilder()
                    .maximumSize(2L * ENTRIES)
                    .expireAfterWrite(LIFE)
                    .recordStats());
            return manager;
        }
    }

    /** Tarn's. */
    @Configuration(proxyBeanMethods = false)
    @EnableTarnCaching
    public static class TarnCaching {
        @Bean
        Texts texts() {
            return new Texts();
        }

        @Bean
        Tarn tarn() {
            return Tarn.builder().build();
        }

        @Bean
        TarnCacheManager cacheManager(Tarn tarn) {
            return TarnCacheManager.builder(tarn)
                    .defaults(CacheSpec.defaults()
                            .heap(Heap.maximumEntries(2L * ENTRIES))
                            .expireAfterWrite(LIFE))
                    .build();
        }
    }

    /** A filled cache and the keys to read. */
    @State(Scope.Benchmark)
    public static class Filled {
        /** The manager. */
        @Param({"CAFFEINE", "TARN"})
        public Rival manager;

        AnnotationConfigApplicationContext context;
        Texts texts;
        Object[] sample;
        long misses;

        /** Fills the cache. */
        @Setup
        public void fill() {
            context = new AnnotationConfigApplicationContext(manager.configuration);
            texts = context.getBean(Texts.class);
            for (int i = 0; i < ENTRIES; i++) {
                texts.read(HeapKeys.STRING.key(i));
            }
            misses = texts.calls();
            sample = HeapKeys.STRING.sample(ENTRIES, SAMPLE, 42);
        }

        /** Makes sure that nothing but hits was measured. */
        @TearDown(Level.Trial)
        public void check() {
            long later = texts.calls() - misses;
            context.close();
            if (later > 0) {
                throw new IllegalStateException(later + " reads were misses");
            }
        }
    }

    /** A place in the sample of each thread. */
    @State(Scope.Thread)
    public static class Cursor {
        private int place;

        Object next(Object[] sample) {
            place = (place + 1) & (SAMPLE - 1);
            return sample[place];
        }
    }

    /** Calls the method. */
    @Benchmark
    public String hit(Filled filled, Cursor cursor) {
        return filled.texts.read(cursor.next(filled.sample));
    }
}
