package dev.tarn.benchmarks;

/** Who is measured on the heap. */
public enum HeapRival {
    /** Caffeine with a maximum size, expiry after write and statistics. */
    CAFFEINE,
    /** Tarn with a heap tier only, of the same size and life. */
    TARN,
    /** The same with a bus, and a bound on staleness declared. */
    TARN_BOUND;

    HeapSubject open(int maximumEntries) {
        return this == CAFFEINE
                ? new HeapSubject.CaffeineHeap(maximumEntries)
                : new HeapSubject.TarnHeap(maximumEntries, this == TARN_BOUND);
    }
}
