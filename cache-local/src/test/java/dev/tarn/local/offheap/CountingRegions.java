package dev.tarn.local.offheap;

import java.nio.ByteBuffer;

/** Regions of another source that can be told to have no more memory, and tell what they were asked for. */
final class CountingRegions implements RegionSource {
    private final RegionSource source;
    private int left = Integer.MAX_VALUE;
    private long bytes;
    private volatile boolean closed;

    CountingRegions(RegionSource source) {
        this.source = source;
    }

    /** Gives so many more regions, and then no more. */
    synchronized void failAfter(int regions) {
        left = regions;
    }

    synchronized long bytes() {
        return bytes;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized ByteBuffer allocate(int size) {
        if (left-- <= 0) {
            throw new OutOfMemoryError("injected");
        }
        bytes += size;
        return source.allocate(size);
    }

    @Override
    public void close() {
        closed = true;
        source.close();
    }
}
