package dev.tarn.benchmarks;

import org.jspecify.annotations.Nullable;

/** What the off-heap benchmarks measure: a map from strings to bytes outside the heap. Thread-safe but for {@link #inPlace}. */
interface OffHeapSubject extends AutoCloseable {
    /**
     * Reads an entry: a copy of its bytes, or after {@link #inPlace} what a codec makes of them where they stand, which is their first eight
     * as a {@link Long}.
     */
    @Nullable
    Object get(String key);

    void put(String key, byte[] value);

    /** Says whether reads decode in place from now on; returns whether this one can. */
    default boolean inPlace(boolean inPlace) {
        return !inPlace;
    }

    /** Returns the number of entries. */
    long entries();

    @Override
    void close();
}
