package dev.tarn.local.offheap;

/**
 * Says how a store divides its memory.
 *
 * @param bytes the budget for everything
 * @param largestEntry the most bytes that an entry may take
 * @param granuleShift the binary logarithm of the unit in which memory is given out
 * @param regionShift the binary logarithm of the size of a region
 */
record Plan(long bytes, int largestEntry, int granuleShift, int regionShift) {
    static final long LEAST_BYTES = 1L << 20;
    static final long MOST_BYTES = 1L << 40;
    static final int MOST_ENTRY_BYTES = 1 << 29;

    private static final int LEAST_REGION_SHIFT = 16;
    /** Of larger budgets, regions are large enough for the C library to map each by itself, unless it has learnt to keep more. */
    private static final int LEAST_REGION_SHIFT_OF_LARGE = 19;

    private static final long LARGE = 1L << 26;
    private static final int MOST_REGION_SHIFT = 30;
    private static final int REGIONS = 1024;
    private static final int LEAST_GRANULE_SHIFT = 3;

    /** Plans for a budget. */
    static Plan of(long bytes) {
        long most = Math.min(1L << 24, Math.max(1L << 14, bytes / REGIONS));
        return of(bytes, (int) Long.highestOneBit(most));
    }

    /** Plans for a budget and a largest entry. */
    static Plan of(long bytes, int largestEntry) {
        int granuleShift = LEAST_GRANULE_SHIFT;
        while (bytes >>> granuleShift > 0xFFFF_FFFFL) {
            granuleShift++;
        }
        long least = Math.max(bytes / REGIONS, largestEntry + 2L * Memory.MARGIN + (2L << granuleShift));
        int leastShift = bytes >= LARGE ? LEAST_REGION_SHIFT_OF_LARGE : LEAST_REGION_SHIFT;
        int regionShift = Math.max(leastShift, 64 - Long.numberOfLeadingZeros(least - 1));
        return new Plan(bytes, largestEntry, granuleShift, Math.min(regionShift, MOST_REGION_SHIFT));
    }

    Memory newMemory() {
        return new Memory(granuleShift, regionShift, (int) (bytes >>> regionShift));
    }
}
