package dev.tarn.local.offheap;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Finds room for entries, evicting others where there is none. Thread-safe. */
final class Room {
    private static final int EVICTIONS_PER_CHUNK = 256;
    /** How often a writer lets others run when too much waits for readers to leave. */
    private static final int PAUSES_PER_CHUNK = 32;
    /** How often a writer that holds no lock waits for a reader that does not leave; with {@link #REST_NANOS}, some hundredths of a second. */
    private static final int RESTS_PER_CHUNK = 200;

    private static final long REST_NANOS = 100_000;
    /** What share of the budget is kept ready for writers whose evictions readers still look at. */
    private static final int RESERVE_SHARE = 512;

    private static final int SLACK_SHARE = 32;
    /** How many evictions by merit may leave a chunk that fits. */
    private static final int CHANCES = 48;
    /** From what share of the memory in use on free memory counts as scattered. */
    private static final int SCATTERED_SHARE = 12;

    private final Chunks chunks;
    private final Evictor evictor;
    private final Epochs epochs;
    private final IntConsumer pause;
    private final long reserve;
    /** The epoch in which somebody waited in vain: nobody else does, until it is over. */
    private volatile long waitedInVain = -1;

    Room(Plan plan, Chunks chunks, Evictor evictor, Epochs epochs) {
        this(plan, chunks, evictor, epochs, Room::pause);
    }

    /**
     * Creates one that waits as it is told.
     *
     * @param pause is called when readers should leave, each time with a larger number, from 0 on
     */
    Room(Plan plan, Chunks chunks, Evictor evictor, Epochs epochs, IntConsumer pause) {
        this.epochs = epochs;
        this.pause = pause;
        this.chunks = chunks;
        this.evictor = evictor;
        this.reserve = (plan.bytes() >>> plan.granuleShift()) / RESERVE_SHARE;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint, nothing rests on it
    private static void pause(int round) {
        if (round < PAUSES_PER_CHUNK) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(
                    REST_NANOS); // a reader that has lost its processor comes back when others have had their turn
        }
    }

    /**
     * Allocates a chunk for an entry if there is room without an eviction.
     *
     * @return as {@link Chunks#allocate} does
     */
    long allocateAtOnce(int granules) {
        return chunks.allocate(granules, slack(granules), reserve);
    }

    private static int slack(int granules) {
        return Math.min(EntryForm.MOST_SLACK, granules / SLACK_SHARE);
    }

    /**
     * Allocates a chunk for an entry, evicting others. While much memory waits for readers to leave, evicting more would not help: then it lets them run, waits
     * for some hundredths of a second, and gives up. The caller holds no lock.
     *
     * @return as {@link Chunks#allocate} does
     */
    long allocate(int granules) {
        return allocate(granules, slack(granules), PAUSES_PER_CHUNK + RESTS_PER_CHUNK);
    }

    /** Does the same for a caller that holds a stripe's lock: lets readers run, but does not wait for them. */
    long allocateLocked(int granules) {
        return allocate(granules, slack(granules), PAUSES_PER_CHUNK);
    }

    /** Allocates a chunk of just this size for a caller that holds a stripe's lock. */
    long allocateExactly(int granules) {
        long chunk = chunks.allocate(granules, 0, reserve);
        return chunk == Chunks.NONE ? allocate(granules, 0, PAUSES_PER_CHUNK) : chunk;
    }

    private long allocate(int granules, int slack, int patience) {
        int pauses = 0;
        for (int evictions = 0; evictions < EVICTIONS_PER_CHUNK; ) {
            long chunk = chunks.allocate(granules, slack, evictions < EVICTIONS_PER_CHUNK / 2 ? reserve : 0);
            if (chunk != Chunks.NONE) {
                return chunk;
            }
            Chunks.Usage usage = chunks.usage();
            boolean mayEvict = usage.limbo() < 2 * reserve + 8L * granules;
            if (mayEvict && evict(usage, granules, evictions)) {
                evictions++;
            } else if (pauses == patience || epochs.now() == waitedInVain) {
                waitedInVain = pauses > PAUSES_PER_CHUNK ? epochs.now() : waitedInVain;
                return Chunks.NONE;
            } else {
                pause.accept(pauses++);
            }
        }
        return Chunks.NONE;
    }

    /** Evicts by merit; but where memory is free in pieces too small, and chance has not helped, what keeps them apart. */
    private boolean evict(Chunks.Usage usage, int granules, int evictions) {
        boolean scattered = usage.free() > reserve + granules
                && (evictions >= CHANCES || usage.free() > usage.allocated() / SCATTERED_SHARE);
        return (scattered && evictor.evictCrowding()) || evictor.evict();
    }

    /** Ends probations that last too long because nothing has to go. */
    void settle() {
        evictor.settle();
    }
}
