package dev.tarn.local.offheap;

import java.nio.ByteBuffer;

/**
 * Gives large pieces of memory, and takes all of them back at once. Thread-safe.
 *
 * <p>The store knows memory only through this: what it is today (memory of this process), it need not be tomorrow (a mapped file), and a
 * test can make it fail.
 */
interface RegionSource extends AutoCloseable {
    /**
     * Allocates a region.
     *
     * @param bytes how many
     * @return zeroed memory from position 0 to its limit
     * @throws OutOfMemoryError if there is none
     */
    ByteBuffer allocate(int bytes);

    /** Gives back all regions at once. They must not be used any more. Idempotent. */
    @Override
    void close();
}
