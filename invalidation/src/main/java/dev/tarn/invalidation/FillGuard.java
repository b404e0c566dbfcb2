package dev.tarn.invalidation;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers invalidations of keys that nobody holds: a striped array of the newest position at which some key of the stripe was
 * invalidated. An answer that reflects only what was before that position must not be stored. Two keys that share a stripe cost at
 * worst a refused fill.
 *
 * <p>A change that could not be recorded has no position. Such a change is counted for its stripe, and an answer must not be stored if the
 * count has moved since it was asked for.
 *
 * <p>Answers that overlap may carry the same label although one of them is newer, if the message of the change between them was lost. So the
 * answers that have come are counted for their stripes, too.
 *
 * <p>Thread-safe, lock-free.
 */
public final class FillGuard {
    private static final int STRIPES = 1 << 12;
    private static final int FEWEST_PER_SHARD = 1 << 8;

    private final AtomicLongArray newest;
    private final int perShard;
    /** Which shards have stripes that were raised since their last reset. */
    private final AtomicIntegerArray raised;

    private final AtomicIntegerArray forgotten = new AtomicIntegerArray(STRIPES);
    private final AtomicIntegerArray answered = new AtomicIntegerArray(STRIPES);

    /**
     * Creates a guard that has seen nothing.
     *
     * @param shards the number of shards
     */
    public FillGuard(int shards) {
        perShard = Math.max(FEWEST_PER_SHARD, Integer.highestOneBit(STRIPES / shards));
        newest = new AtomicLongArray(perShard * shards);
        raised = new AtomicIntegerArray(shards);
    }

    /**
     * Notes an invalidation.
     *
     * @param shard the shard of the log
     * @param key the key
     * @param stamp the place of the invalidation in the log
     * @return whether it is news to the stripe
     */
    public boolean raise(int shard, Object key, long stamp) {
        int stripe = stripe(shard, key);
        for (long known = newest.get(stripe); known < stamp; known = newest.get(stripe)) {
            if (newest.compareAndSet(stripe, known, stamp)) {
                raised.set(shard, 1); // after the stripe: a reset in between leaves both to the next one
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether an answer that reflects the log up to a position may be stored.
     *
     * @param shard the shard of the log
     * @param key the key
     * @param label the stamp of the position
     */
    public boolean admits(int shard, Object key, long label) {
        return newest.get(stripe(shard, key)) <= label;
    }

    /**
     * Counts a change of a key for which there is no position.
     *
     * @param key the key
     */
    public void forget(Object key) {
        forgotten.incrementAndGet(spread(key) & (STRIPES - 1));
    }

    /**
     * Returns how often keys of the stripe were changed without a position.
     *
     * @param key the key
     */
    public int forgets(Object key) {
        return forgotten.get(spread(key) & (STRIPES - 1));
    }

    /**
     * Counts an answer for a key, before it is stored or returned.
     *
     * @param key the key
     * @return how many answers have come for keys of the stripe, with this one
     */
    public int answered(Object key) {
        return answered.incrementAndGet(spread(key) & (STRIPES - 1));
    }

    /**
     * Returns how many answers have come for keys of the stripe.
     *
     * @param key the key
     */
    public int answers(Object key) {
        return answered.get(spread(key) & (STRIPES - 1));
    }

    /**
     * Returns the newest position at which a key of the stripe was invalidated.
     *
     * @param shard the shard of the log
     * @param key the key
     */
    public long newest(int shard, Object key) {
        return newest.get(stripe(shard, key));
    }

    /**
     * Forgets what was known of a shard whose log began anew.
     *
     * @param shard the shard of the log
     */
    public void reset(int shard) {
        if (raised.getAndSet(shard, 0) == 0) {
            return;
        }
        for (int i = shard * perShard; i < (shard + 1) * perShard; i++) {
            newest.setRelease(i, 0); // seen late, it refuses a fill too many
        }
    }

    private int stripe(int shard, Object key) {
        return shard * perShard + (spread(key) & (perShard - 1));
    }

    private static int spread(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }
}
