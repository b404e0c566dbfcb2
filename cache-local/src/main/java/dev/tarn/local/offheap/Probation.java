package dev.tarn.local.offheap;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the entries on probation in the order in which they came. Thread-safe; the lock is held for a few steps. Entries that have left
 * meanwhile are still in line; whoever takes one out has to look.
 */
final class Probation {
    private static final int FIRST = 1024;
    /** What share of the memory in use they may have. */
    private static final int PERCENT = 6;

    private final Chunks chunks;
    private final ReentrantLock lock = new ReentrantLock();
    private long[] line = new long[FIRST];
    private int head;
    private int count;
    private final AtomicLong granules = new AtomicLong();

    Probation(Chunks chunks) {
        this.chunks = chunks;
    }

    /** Takes an entry in. */
    void add(long word) {
        lock.lock();
        try {
            if (count == line.length) {
                grow();
            }
            line[(head + count++) & (line.length - 1)] = word;
        } finally {
            lock.unlock();
        }
    }

    private void grow() {
        long[] longer = new long[2 * line.length];
        for (int i = 0; i < count; i++) {
            longer[i] = line[(head + i) & (line.length - 1)];
        }
        line = longer;
        head = 0;
    }

    /** Takes out the one that has been here longest; {@link Word#EMPTY} if there is none. */
    long poll() {
        lock.lock();
        try {
            if (count == 0) {
                return Word.EMPTY;
            }
            long word = line[head];
            head = (head + 1) & (line.length - 1);
            count--;
            return word;
        } finally {
            lock.unlock();
        }
    }

    /** Notes the size of one that begins its probation. */
    void entered(int size) {
        granules.addAndGet(size);
    }

    /** Notes the size of one whose probation has ended. */
    void left(int size) {
        granules.addAndGet(-size);
    }

    /** Tells whether those on probation together take more than their share. */
    boolean isOverShare() {
        return isOver(PERCENT);
    }

    /** Tells whether they take so much that nothing can have had to go for long. */
    boolean isFarOverShare() {
        return isOver(2 * PERCENT);
    }

    private boolean isOver(int percent) {
        long onProbation = granules.get();
        return onProbation > 0 && onProbation * 100 > chunks.usage().allocated() * percent;
    }
}
