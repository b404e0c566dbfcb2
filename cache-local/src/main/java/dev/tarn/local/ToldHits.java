package dev.tarn.local;

import dev.tarn.spi.Entry;

/**
 * Decides which hits the eviction policy is told of: the first one of each entry in a tick. A tick is the time in which one entry comes for
 * {@value #TICKS_PER_TURN} that are held.
 *
 * <p>To tell the policy costs more than the look-up itself, and what the policy decides about only happens when entries come. Between two of its decisions it
 * is enough to know that an entry was hit; and what is read many times at once is not wanted more for that. So hits of a cache that holds all it is
 * asked for are hardly told, and those of one that changes fast nearly all are. Measured in {@code docs/design/0001-own-freshness-check.md}.
 *
 * <p>Thread-safe. Entries that come at the same time on several threads may be counted as fewer: ticks are then longer by as much.
 */
final class ToldHits {
    /** How many ticks go by while as many entries come as are held. */
    static final int TICKS_PER_TURN = 256;

    /** Far enough from both ends of an array of twice as many, so that writers do not take the line away that readers read. */
    private static final int APART = 16;

    /** The present tick; goes round. An entry that comes has tick 0, so its first hit is told. */
    private volatile short tick = 1;

    private final long[] untilTick = new long[2 * APART];

    /** Tells whether the policy has to hear of a hit that happens now. */
    boolean isTold(Entry<?> hit) {
        return hit.noteHit(tick);
    }

    /**
     * Takes note that an entry came.
     *
     * @return whether a tick has ended, and {@link #begin} must be called
     */
    boolean endTick() {
        return --untilTick[APART] < 0;
    }

    /**
     * Begins a tick.
     *
     * @param entries how many are held
     */
    void begin(long entries) {
        untilTick[APART] = entries / TICKS_PER_TURN;
        int next = (tick + 1) & 0x7FFF;
        tick = (short) Math.max(1, next);
    }
}
