package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** A cache of which only hits and misses are of interest. Used by one thread. */
@FunctionalInterface
interface HitCounter {
    /** Looks a key up, and puts it in if it is not there; returns whether it was. */
    boolean access(int key, int size);

    /** Returns Caffeine, bounded by the sum of sizes, doing its upkeep at once. */
    static HitCounter caffeine(long capacity) {
        Cache<Integer, Integer> cache = Caffeine.newBuilder()
                .maximumWeight(capacity)
                .weigher((Integer key, Integer size) -> size)
                .executor(Runnable::run)
                .build();
        return (key, size) -> {
            boolean hit = cache.getIfPresent(key) != null;
            if (!hit) {
                cache.put(key, size);
            }
            return hit;
        };
    }
}
