package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.tiered.Tarn;
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

        CaffeineHeap(int maximumEntries) {
            cache = Caffeine.newBuilder()
                    .maximumSize(maximumEntries)
                    .expireAfterWrite(LIFE)
                    .recordStats()
                    .build(key -> key);
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
        private final Tarn tarn = Tarn.builder().build();
        private final LoadingCache<Object, Object> cache;

        TarnHeap(int maximumEntries) {
            cache = tarn.cache("heap", Object.class, Object.class)
                    .heap(Heap.maximumEntries(maximumEntries))
                    .expireAfterWrite(LIFE)
                    .loader(CacheLoader.of(key -> key))
                    .build();
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
        }
    }
}
