package dev.tarn.tiered;

import dev.tarn.Cache;

/** Looks for what a cache should have let go of when nothing is under way. */
public final class Leftovers {
    private Leftovers() {}

    /** Tells whether a key has a flight that never ended, or a change that was never taken. */
    public static <K, V> boolean hasAny(Cache<K, V> cache, K key) {
        Core<K, V> core = ((TieredCache<K, V>) cache).core();
        return core.flights().of(key) != null || !core.pending().isEmpty();
    }
}
