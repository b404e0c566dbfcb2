package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** A cache of which only hits and misses are of interest. Used by one thread. */
@FunctionalInterface
interface HitCounter {
    /** Looks a key up, and puts it in if it is not there; returns whether it was. */
    boolean access(int key, int size);

    /** Returns one that reads, and puts what it did not find. */
    static HitCounter of(HeapSubject cache) {
        return (key, size) -> {
            boolean hit = cache.getIfPresent(key) != null;
            if (!hit) {
                cache.put(key, size);
            }
            return hit;
        };
    }

    /** Returns Caffeine, bounded by the sum of sizes, doing its upkeep at once. */
    static HitCounter caffeine(long capacity) {
        Cache<Object, Object> cache = Caffeine.newBuilder()
                .maximumWeight(capacity)
                .weigher((Object key, Object size) -> (Integer) size)
                .executor(Runnable::run)
                .build();
        return of(HeapSubject.reading(cache::getIfPresent, cache::put, cache::invalidateAll));
    }
}
