package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tells when memory that was taken out of the index is no longer looked at. Thread-safe; nobody ever waits.
 *
 * <p>Whoever looks at entries is <em>inside</em>: {@link #enter} before the look at the index, {@link #exit} when done. Each is counted under
 * the epoch at which it came, even or odd. The epoch advances from {@code e} to {@code e + 1} only when nobody of {@code e - 1} is left; so
 * those who are inside came at {@code e} or {@code e - 1}, and what was taken out of the index at epoch {@code r} is looked at by nobody once
 * the epoch is {@code r + 2}.
 *
 * <p>Why that is so. A visitor adds one to its counter and then looks at the epoch again; if it has moved, the visitor takes its one back and
 * tries anew. Both are volatile accesses, as are the move of the epoch and the look at the counters after it: either the visitor sees the
 * move, or who wants to move on next sees the visitor. Counters are spread over cache lines by thread, so that readers share none.
 *
 * <p>Beside each pair of counters there is a slot for one visitor, who writes the epoch into it: the same, but nobody else writes there
 * meanwhile, so leaving is a plain store. In the same line stands a number of the visitor's own to {@linkplain #draw draw} from. Who finds the slot taken, by another thread or by an outer visit of the same one, is counted.
 */
final class Epochs {
    /** How far the epoch must move on before memory may be used again. */
    static final int GRACE = 2;

    private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle EPOCH;
    private static final int LINE = 16; // longs: two cache lines, since processors fetch pairs
    private static final int STRIPES =
            Math.min(256, Integer.highestOneBit(Math.max(8, Runtime.getRuntime().availableProcessors() * 4)));

    static {
        try {
            EPOCH = MethodHandles.lookup().findVarHandle(Epochs.class, "epoch", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Of a linear congruential generator: D. E. Knuth, The Art of Computer Programming, volume 2, 3.3.4 (MMIX). */
    private static final long MULTIPLIER = 6364136223846793005L;

    private static final long INCREMENT = 1442695040888963407L;

    private static final int SLOTS = (2 * STRIPES + 1) * LINE;

    private final long[] counts = new long[SLOTS + STRIPES * LINE];

    private volatile long epoch = 1;

    /** Enters; returns what to {@linkplain #exit give back}. */
    int enter() {
        int stripe = stripe();
        int slot = SLOTS + stripe * LINE;
        for (; ; ) {
            long now = epoch;
            if ((long) COUNTS.getOpaque(counts, slot) == 0 && COUNTS.compareAndSet(counts, slot, 0L, now)) {
                if (epoch == now) {
                    return slot;
                }
                COUNTS.setVolatile(counts, slot, 0L);
                continue;
            }
            int place = place(now, stripe);
            COUNTS.getAndAdd(counts, place, 1L);
            if (epoch == now) {
                return place;
            }
            COUNTS.getAndAdd(counts, place, -1L);
        }
    }

    /** Leaves. */
    void exit(int place) {
        if (place >= SLOTS) {
            COUNTS.setRelease(counts, place, 0L);
        } else {
            COUNTS.getAndAdd(counts, place, -1L);
        }
    }

    /**
     * Draws a number for a visitor, who is inside: from one that stands in the line of its slot, so that it costs less than a draw of the thread's. Threads that share
     * a line may draw the same, which does no harm.
     *
     * @param visit what {@link #enter} has returned
     */
    int draw(int visit) {
        long drawn = counts[visit + 1] * MULTIPLIER + INCREMENT;
        counts[visit + 1] = drawn;
        return (int) (drawn >>> Integer.SIZE);
    }

    /** Returns the present epoch. */
    long now() {
        return epoch;
    }

    /** Moves on to the next epoch if nobody of the last one is left; returns the epoch that is now. */
    long tryAdvance() {
        long now = epoch;
        if (isEmpty(now + 1)) {
            EPOCH.compareAndSet(this, now, now + 1);
        }
        return epoch;
    }

    /** Tells whether nobody is inside, which stays so if nobody can enter any more. */
    boolean isDeserted() {
        return isEmpty(0) && isEmpty(1);
    }

    private boolean isEmpty(long parity) {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            if ((long) COUNTS.getVolatile(counts, place(parity, stripe)) != 0) {
                return false;
            }
            long visitor = (long) COUNTS.getVolatile(counts, SLOTS + stripe * LINE);
            if (visitor != 0 && ((visitor - parity) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    private static int place(long epoch, int stripe) {
        return ((int) (epoch & 1) * STRIPES + stripe + 1) * LINE;
    }

    private static int stripe() {
        long id = Thread.currentThread().getId();
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 40) & (STRIPES - 1);
    }
}
