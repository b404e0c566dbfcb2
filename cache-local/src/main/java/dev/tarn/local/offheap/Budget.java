package dev.tarn.local.offheap;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that a store has taken, for whatever purpose, and sees to it that they never exceed what it may take. Thread-safe.
 *
 * <p>Most go to regions, which are never given back before the store is closed. The sketches must still be able to grow with the entries
 * that new regions will hold, and with those that take the place of larger ones later, since small entries are evicted last. So a region is only
 * granted if the sketches that it will call for fit in, too, and half as much again.
 */
final class Budget {
    /** What part of the sketches may be needed besides when all regions are full. */
    private static final int SKETCHES_TO_COME = 2;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong regions = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    long limit() {
        return limit;
    }

    long used() {
        return used.get();
    }

    long regionBytes() {
        return regions.get();
    }

    /** Takes bytes for what can be given back; returns whether there were as many. */
    boolean take(long bytes) {
        long now;
        do {
            now = used.get();
            if (now + bytes > limit) {
                return false;
            }
        } while (!used.compareAndSet(now, now + bytes));
        return true;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }

    /**
     * Takes bytes for a region, unless the sketches that belong to it would not fit in.
     *
     * @param sketchBytes what the sketches have taken for the regions that there are
     */
    boolean takeRegion(long bytes, long sketchBytes) {
        long there = regions.get();
        long forSketches = there == 0 ? 0 : (long) ((double) sketchBytes * bytes / there);
        forSketches += (sketchBytes + forSketches) / SKETCHES_TO_COME;
        if (used.get() + bytes + forSketches > limit || !take(bytes)) {
            return false;
        }
        regions.addAndGet(bytes);
        return true;
    }

    void giveRegion(long bytes) {
        regions.addAndGet(-bytes);
        give(bytes);
    }
}
