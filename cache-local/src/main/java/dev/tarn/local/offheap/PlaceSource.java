package dev.tarn.local.offheap;

import org.jspecify.annotations.Nullable;

/** Gives stripes the memory of their arrays. Thread-safe. */
interface PlaceSource {
    /**
     * Allocates an array whose words are all empty. May evict entries of any stripe that is locked by nobody or by this thread.
     *
     * @return null if there is not enough memory
     */
    @Nullable
    Places allocate(int length);

    /** Takes back an array that readers may still be looking at. */
    void retire(Places places);
}
