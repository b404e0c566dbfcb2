package dev.tarn.lab;

/**
 * How many reads each tier answered.
 *
 * @param reads all
 * @param heap by the heap tier
 * @param offHeap by the tier outside the heap
 * @param remote by the remote tier
 * @param held how many entries the farthest local tier held in the end
 */
record Outcome(long reads, long heap, long offHeap, long remote, long held) {
    /** Returns how many of a hundred reads a number of them is. */
    double percent(long hits) {
        return reads == 0 ? 0 : 100.0 * hits / reads;
    }

    /** Returns how many reads no tier answered. */
    long source() {
        return reads - heap - offHeap - remote;
    }

    /** Returns how many of a hundred reads local tiers answered. */
    double local() {
        return percent(heap + offHeap);
    }
}
