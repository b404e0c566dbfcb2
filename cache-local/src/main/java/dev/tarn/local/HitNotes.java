package dev.tarn.local;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides which hits the eviction policy is told of: all, where entries come and go; a part, where hardly any do. Thread-safe.
 *
 * <p>To tell the policy costs more than the look-up: a place in a buffer, and for each full buffer the upkeep that takes it in. What the policy
 * learns is worth that when it has to choose whom to give up. So hits are told until a buffer is full; then they rest, until something is written
 * or a hit in {@value #HITS_OF_A_REST} is drawn. Where fewer than sixteen hits come between two new entries, which is what a buffer holds, nothing is
 * kept from the policy; where more do, it hears of at least so many for each of these, and of about one in sixteen of the others.
 *
 * <p>The draw costs nobody a write to memory that others read. It ends a rest early or late, never for good.
 */
final class HitNotes {
    private static final int HITS_OF_A_REST = 256;

    private volatile boolean resting;
    /** Whether hits wait in a full buffer to be taken in: others would find no place there. */
    private volatile boolean full;

    /** Tells whether the policy is to be told of the next hit. */
    boolean isDue() {
        if (!resting) {
            return true;
        }
        if (!full && (ThreadLocalRandom.current().nextInt() & HITS_OF_A_REST - 1) == 0) {
            resting = false;
        }
        return false;
    }

    /** Hears that a buffer is full of hits. */
    void full() {
        full = true;
        resting = true;
    }

    /** Hears that the policy has taken in what was told. */
    void takenIn() {
        full = false;
    }

    /** Hears that something was written. */
    void written() {
        if (resting) {
            resting = false;
        }
    }
}
