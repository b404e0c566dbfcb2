package dev.tarn.local.offheap;

/** Finds room for entries, evicting others where there is none. Thread-safe. */
final class Room {
    private static final int EVICTIONS_PER_CHUNK = 256;
    private static final int RESERVE_SHARE = 512;
    private static final int SLACK_SHARE = 32;

    private final Memory memory;
    private final Chunks chunks;
    private final Evictor evictor;

    Room(Memory memory, Chunks chunks, Evictor evictor) {
        this.memory = memory;
        this.chunks = chunks;
        this.evictor = evictor;
    }

    /**
     * Allocates a chunk.
     *
     * @return as {@link Chunks#allocate} does
     */
    long allocate(int granules) {
        int slack = Math.min(EntryForm.MOST_SLACK, granules / SLACK_SHARE);
        long reserve = memory.granulesOf(memory.regionBytes()) * (long) memory.mostRegions() / RESERVE_SHARE;
        for (int evictions = 0; evictions < EVICTIONS_PER_CHUNK; evictions++) {
            long chunk = chunks.allocate(granules, slack, evictions < EVICTIONS_PER_CHUNK / 2 ? reserve : 0);
            if (chunk != Chunks.NONE) {
                return chunk;
            }
            if (!evictor.evict()) {
                Thread.onSpinWait();
            }
        }
        return Chunks.NONE;
    }

    /** Ends probations that last too long because nothing has to go. */
    void settle() {
        evictor.settle();
    }
}
