package dev.tarn;

import java.time.Duration;

/**
 * Bounds what the loads of one cache on one node demand of the source, so that it is not flooded when tiers fall away; and lets single misses
 * that come together share a load. Immutable; every method that changes something returns a new instance.
 *
 * <pre>{@code
 * LoadLimits.of(20) // as many loads at once as the pool has connections
 *     .maximumWaiting(5_000)
 *     .maximumWait(Duration.ofSeconds(2))
 * }</pre>
 *
 * <p>Keys beyond {@code maximumLoads} wait in a queue. When a load ends, the next one takes several of them at once if the loader is a
 * {@linkplain CacheLoader#isBulk bulk} one: what waits together is loaded together, and nobody waits for that alone unless {@link #gatherFor}
 * says so. A load that a loader itself asks for needs no place and is never shared, so that nested loads cannot wait for each other in a circle.
 * What exceeds the queue, or has waited for too long, is served by a stale value where one may be, else fails with a {@link
 * LoadShedException}.
 *
 * @param maximumLoads the calls of the loader that run at once; no bound unless set
 * @param maximumWaiting the keys that wait for their load at most; 10,000 unless set
 * @param maximumWait how long a key waits before its load begins; 10 seconds unless set
 * @param maximumBatch the single misses that share one load at most; 100 unless set
 * @param gatherFor how long the first of some misses waits for others to share a load with, although a load might begin; zero unless set. Of
 *     no effect where the loader is not a bulk one
 */
public record LoadLimits(
        int maximumLoads, int maximumWaiting, Duration maximumWait, int maximumBatch, Duration gatherFor) {
    /** What {@link #maximumLoads} says where there is no bound. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration LONGEST_GATHERING = Duration.ofSeconds(1);
    private static final LoadLimits NONE =
            new LoadLimits(UNBOUNDED, 10_000, Duration.ofSeconds(10), 100, Duration.ZERO);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a number is below 1, {@code maximumWait} is not from a millisecond to an hour, or {@code gatherFor} is
     *     negative or longer than a second
     */
    public LoadLimits {
        atLeastOne("maximumLoads", maximumLoads);
        atLeastOne("maximumWaiting", maximumWaiting);
        atLeastOne("maximumBatch", maximumBatch);
        within("maximumWait", maximumWait, Duration.ofMillis(1), LONGEST_WAIT);
        within("gatherFor", gatherFor, Duration.ZERO, LONGEST_GATHERING);
    }

    /** Returns what holds unless set: as many loads as callers ask for, and each begins at once. */
    public static LoadLimits none() {
        return NONE;
    }

    /**
     * Returns limits with a bound of the loads that run at once.
     *
     * @param maximumLoads 1 or more; where the loader uses a pool of connections, no more than that has
     */
    public static LoadLimits of(int maximumLoads) {
        return new LoadLimits(maximumLoads, NONE.maximumWaiting, NONE.maximumWait, NONE.maximumBatch, NONE.gatherFor);
    }

    /**
     * Returns these limits with another bound of the keys that wait.
     *
     * @param keys 1 or more
     */
    public LoadLimits maximumWaiting(int keys) {
        return new LoadLimits(maximumLoads, keys, maximumWait, maximumBatch, gatherFor);
    }

    /**
     * Returns these limits with another longest wait.
     *
     * @param wait from a millisecond to an hour
     */
    public LoadLimits maximumWait(Duration wait) {
        return new LoadLimits(maximumLoads, maximumWaiting, wait, maximumBatch, gatherFor);
    }

    /**
     * Returns these limits with another bound of the single misses that share a load.
     *
     * @param keys 1 or more; 1 means that none do
     */
    public LoadLimits maximumBatch(int keys) {
        return new LoadLimits(maximumLoads, maximumWaiting, maximumWait, keys, gatherFor);
    }

    /**
     * Returns these limits with a time for which a miss waits for others.
     *
     * @param time from zero to a second; each miss that begins a load may take that much longer
     */
    public LoadLimits gatherFor(Duration time) {
        return new LoadLimits(maximumLoads, maximumWaiting, maximumWait, maximumBatch, time);
    }

    /** Tells whether the loads that run at once are bounded. */
    public boolean isBounded() {
        return maximumLoads != UNBOUNDED;
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be 1 or more");
        }
    }

    private static void within(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from " + least + " to " + most);
        }
    }
}
