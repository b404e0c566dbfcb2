package dev.tarn.tiered;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers invalidations of keys that nobody holds: a striped array of the newest position at which some key of the stripe was
 * invalidated. An answer that reflects only what was before that position must not be stored. Two keys that share a stripe cost at
 * worst a refused fill.
 */
final class FillGuard {
    private static final int STRIPES = 1 << 12;
    private static final int FEWEST_PER_SHARD = 1 << 8;

    private final AtomicLongArray newest;
    private final int perShard;

    FillGuard(int shards) {
        perShard = Math.max(FEWEST_PER_SHARD, Integer.highestOneBit(STRIPES / shards));
        newest = new AtomicLongArray(perShard * shards);
    }

    /** Notes an invalidation; returns whether it is news to the stripe. */
    boolean raise(int shard, Object key, long stamp) {
        int stripe = stripe(shard, key);
        for (long known = newest.get(stripe); known < stamp; known = newest.get(stripe)) {
            if (newest.compareAndSet(stripe, known, stamp)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether an answer that reflects the log up to a position may be stored. */
    boolean admits(int shard, Object key, long label) {
        return newest.get(stripe(shard, key)) <= label;
    }

    /** Forgets what was known of a shard whose log began anew. */
    void reset(int shard) {
        for (int i = shard * perShard; i < (shard + 1) * perShard; i++) {
            newest.set(i, 0);
        }
    }

    private int stripe(int shard, Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return shard * perShard + ((hash ^ (hash >>> 16)) & (perShard - 1));
    }
}
