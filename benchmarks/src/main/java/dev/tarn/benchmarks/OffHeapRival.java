package dev.tarn.benchmarks;

import java.util.Locale;

/** Who keeps entries outside the heap. */
enum OffHeapRival {
    /** A cache with an off-heap tier alone. */
    TARN,
    /** That tier itself, without what a cache does beside it. */
    STORE,
    /** Memory and an index: no policy, nothing is ever used anew. */
    SLAB,
    OHC_LINKED,
    OHC_CHUNKED,
    EHCACHE,
    CHRONICLE,
    MAPDB;

    /**
     * Opens an empty one.
     *
     * @param entries how many entries it is for
     * @param bytes the bytes it may take where it can be told
     */
    OffHeapSubject open(int entries, long bytes) {
        return switch (this) {
            case TARN -> OffHeapTarn.ofCache(bytes);
            case STORE -> OffHeapTarn.ofStore(bytes);
            case SLAB -> new BareSlab(entries, bytes);
            case OHC_LINKED -> new OhcSubject(entries, bytes, false);
            case OHC_CHUNKED -> new OhcSubject(entries, bytes, true);
            case EHCACHE -> new EhcacheSubject(bytes);
            case CHRONICLE -> MapSubject.chronicle(entries);
            case MAPDB -> MapSubject.mapDb();
        };
    }

    /** Tells whether this is somebody else's, whom one could use. */
    boolean isPeer() {
        return this != TARN && this != STORE && this != SLAB;
    }

    static OffHeapRival named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
