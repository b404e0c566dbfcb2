package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.invalidation.InProcessBus;
import dev.tarn.local.Heap;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the heap benchmarks measure: the same few calls on each rival, configured alike. */
interface HeapSubject extends AutoCloseable {
    /** How long entries live in every rival: longer than any run. */
    Duration LIFE = Duration.ofMinutes(30);

    @Nullable
    Object getIfPresent(Object key);

    /** Returns the value, loading the key itself as the value if there is none. */
    @Nullable
    Object get(Object key);

    void put(Object key, Object value);

    /** Returns how many reads found nothing. */
    long misses();

    @Override
    void close();

    /** Bare Caffeine. */
    final class CaffeineHeap implements HeapSubject {
        private final com.github.benmanes.caffeine.cache.LoadingCache<Object, Object> cache;

        /** Opens one that expires and counts, and shows its counts in a registry of Micrometer. */
        static CaffeineHeap metered(int maximumEntries) {
            CaffeineHeap heap = new CaffeineHeap(maximumEntries, true, true);
            CaffeineCacheMetrics.monitor(new SimpleMeterRegistry(), heap.cache, "heap");
            return heap;
        }

        /**
         * Opens a cache.
         *
         * @param expiring whether entries expire after they were written
         * @param counting whether it counts hits and misses
         */
        CaffeineHeap(int maximumEntries, boolean expiring, boolean counting) {
            Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(maximumEntries);
            if (expiring) {
                builder.expireAfterWrite(LIFE);
            }
            if (counting) {
                builder.recordStats();
            }
            cache = builder.build(key -> key);
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return cache.getIfPresent(key);
        }

        @Override
        public Object get(Object key) {
            return cache.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            cache.put(key, value);
        }

        @Override
        public long misses() {
            return cache.stats().missCount();
        }

        @Override
        public void close() {
            cache.invalidateAll();
        }
    }

    /** Tarn without a remote tier. */
    final class TarnHeap implements HeapSubject {
        private static final Duration BOUND = Duration.ofSeconds(2);

        private final @Nullable InProcessBus bus;
        private final Tarn tarn;
        private final LoadingCache<Object, Object> cache;

        /**
         * Opens a cache.
         *
         * @param bounded whether it follows a bus and declares a bound on staleness, so that each hit looks whether it may be served
         * @param policy whether it has the {@link FullPolicy}
         */
        TarnHeap(int maximumEntries, boolean bounded, boolean policy) {
            bus = bounded ? InProcessBus.create() : null;
            tarn = bus == null
                    ? Tarn.builder().build()
                    : Tarn.builder().bus(bus).build();
            CacheBuilder<Object, Object, LoadingCache<Object, Object>> builder = tarn.cache(
                            "heap", Object.class, Object.class)
                    .heap(Heap.maximumEntries(maximumEntries))
                    .expireAfterWrite(LIFE)
                    .loader(CacheLoader.of(key -> key));
            if (policy) {
                FullPolicy.on(builder);
            }
            cache = bus == null ? builder.build() : bounded(builder);
        }

        private static LoadingCache<Object, Object> bounded(
                CacheBuilder<Object, Object, LoadingCache<Object, Object>> builder) {
            return builder.keyCodec(new HeapKeyCodec()).maximumStaleness(BOUND).build();
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return cache.getIfPresent(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            return cache.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            cache.put(key, value);
        }

        @Override
        public long misses() {
            return cache.stats().tiers().get(0).misses();
        }

        @Override
        public void close() {
            tarn.close();
            if (bus != null) {
                bus.close();
            }
        }
    }
}
