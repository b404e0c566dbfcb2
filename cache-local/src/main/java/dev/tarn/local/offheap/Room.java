package dev.tarn.local.offheap;

/** Finds room for entries, evicting others where there is none. Thread-safe. */
final class Room {
    private static final int EVICTIONS_PER_CHUNK = 256;
    private static final int PAUSES_PER_CHUNK = 32;
    /** What share of the budget is kept ready for writers whose evictions readers still look at. */
    private static final int RESERVE_SHARE = 512;

    private static final int SLACK_SHARE = 32;
    /** How many evictions by merit may leave a chunk that fits. */
    private static final int CHANCES = 48;
    /** From what share of the memory in use on free memory counts as scattered. */
    private static final int SCATTERED_SHARE = 8;

    private final Chunks chunks;
    private final Evictor evictor;
    private final long reserve;

    Room(Plan plan, Chunks chunks, Evictor evictor) {
        this.chunks = chunks;
        this.evictor = evictor;
        this.reserve = (plan.bytes() >>> plan.granuleShift()) / RESERVE_SHARE;
    }

    /**
     * Allocates a chunk if there is room without an eviction.
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
     * Allocates a chunk, evicting others. While much memory waits for readers to leave, evicting more would not help: then it lets them run a few times, and
     * gives up.
     *
     * @return as {@link Chunks#allocate} does
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint, nothing rests on it
    long allocate(int granules) {
        int slack = slack(granules);
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
            } else if (++pauses > PAUSES_PER_CHUNK) {
                return Chunks.NONE;
            } else {
                Thread.yield();
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
