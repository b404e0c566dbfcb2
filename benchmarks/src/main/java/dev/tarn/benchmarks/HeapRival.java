package dev.tarn.benchmarks;

/** Who is measured on the heap. */
public enum HeapRival {
    /** Caffeine with a maximum size, expiry after write and statistics. */
    CAFFEINE,
    /** Tarn with a heap tier only, of the same size and life. */
    TARN;

    HeapSubject open(int maximumEntries) {
        return this == TARN ? new HeapSubject.TarnHeap(maximumEntries) : new HeapSubject.CaffeineHeap(maximumEntries);
    }
}
