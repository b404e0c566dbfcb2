package dev.tarn.local.offheap;

/**
 * Says how a store divides its memory.
 *
 * @param bytes the budget for everything
 * @param largestEntry the most bytes that an entry may take
 * @param granuleShift the binary logarithm of the unit in which memory is given out
 * @param regionShift the binary logarithm of the size of a region
 * @param leastRegionShift that of the smallest region, in which the last of the budget is taken; it may be too small for the largest entry
 */
record Plan(long bytes, int largestEntry, int granuleShift, int regionShift, int leastRegionShift) {
    static final long LEAST_BYTES = 1L << 20;
    static final long MOST_BYTES = 1L << 40;
    static final int MOST_ENTRY_BYTES = 1 << 29;

    private static final int LEAST_REGION_SHIFT = 16;
    /** Of larger budgets, regions are large enough for the C library to map each by itself, unless it has learnt to keep more. */
    private static final int LEAST_REGION_SHIFT_OF_LARGE = 19;

    private static final long LARGE = 1L << 26;
    private static final int MOST_REGION_SHIFT = 30;
    /**
     * Regions of this size are mapped by the C library each by itself whatever it has learnt, and go back to the system when they are freed (glibc:
     * its threshold never exceeds 32 MiB). They are also few, so readers find what is known of them in the processor's cache.
     */
    private static final int SURELY_MAPPED_SHIFT = 25;
    /** How many of them a budget must hold. */
    private static final int LEAST_REGIONS = 8;
    /**
     * How often the last region of a smaller budget may be halved: then it holds no entry of the largest size, but of a megabyte up to a sixteenth would not be used else.
     */
    private static final int LAST_SHIFTS_OF_SMALL = 2;
    /** How often regions of each smaller size may be needed at the end. */
    private static final int LAST_OF_EACH_SIZE = 2;
    /** The most numbers of granules that are lost to such, and to their being smaller than their place. */
    private static final long LOST_BYTES = 1L << 30;

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
        while ((bytes + LOST_BYTES) >>> granuleShift > 0xFFFF_FFFFL) {
            granuleShift++;
        }
        long least = Math.max(bytes / REGIONS, largestEntry + 2L * Memory.MARGIN + (2L << granuleShift));
        int leastShift = bytes >= LARGE ? LEAST_REGION_SHIFT_OF_LARGE : LEAST_REGION_SHIFT;
        int leastRegionShift =
                Math.min(MOST_REGION_SHIFT, Math.max(leastShift, 64 - Long.numberOfLeadingZeros(least - 1)));
        boolean isLarge = bytes >>> SURELY_MAPPED_SHIFT >= LEAST_REGIONS;
        return isLarge
                ? new Plan(
                        bytes,
                        largestEntry,
                        granuleShift,
                        Math.max(leastRegionShift, SURELY_MAPPED_SHIFT),
                        leastRegionShift)
                : new Plan(
                        bytes, largestEntry, granuleShift, leastRegionShift, leastRegionShift - LAST_SHIFTS_OF_SMALL);
    }

    Memory newMemory() {
        int most = (int) (bytes >>> regionShift) + LAST_OF_EACH_SIZE * (regionShift - leastRegionShift);
        return new Memory(granuleShift, regionShift, most);
    }
}
