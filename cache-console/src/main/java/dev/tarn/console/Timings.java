package dev.tarn.console;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keeps the times of the last ten to twenty seconds in buckets that are a quarter of their value wide at most. Thread-safe: a time that is
 * recorded while a window ends may be lost.
 */
final class Timings {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BUCKETS = 64 * 4;

    private volatile Windows windows;

    /** This window and the one before it. */
    private record Windows(long began, AtomicLongArray now, AtomicLongArray before) {}

    Timings(long now) {
        windows = new Windows(now, new AtomicLongArray(BUCKETS), new AtomicLongArray(BUCKETS));
    }

    void record(long nanos, long now) {
        current(now).now.incrementAndGet(bucket(nanos));
    }

    private Windows current(long now) {
        Windows seen = windows;
        long age = now - seen.began;
        if (age < WINDOW_NANOS) {
            return seen;
        }
        AtomicLongArray before = age < 2 * WINDOW_NANOS ? seen.now : new AtomicLongArray(BUCKETS);
        Windows next = new Windows(now, new AtomicLongArray(BUCKETS), before);
        windows = next;
        return next;
    }

    /** Two bits below the highest one choose among four buckets of each power of two. */
    static int bucket(long nanos) {
        long value = Math.max(4, nanos);
        int power = 63 - Long.numberOfLeadingZeros(value);
        return power * 4 + (int) ((value >>> (power - 2)) & 3);
    }

    /**
     * Returns the share of the times that are not above a limit, to the width of a bucket, or a negative number if nothing was recorded.
     *
     * @param limit in nanoseconds
     * @param now the time
     */
    double share(long limit, long now) {
        Windows seen = current(now);
        long within = 0;
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            long here = seen.now.get(i) + seen.before.get(i);
            count += here;
            within += middle(i) <= limit ? here : 0;
        }
        return count == 0 ? -1 : (double) within / count;
    }

    private static double middle(int bucket) {
        int power = bucket / 4;
        double width = Math.scalb(1.0, power - 2);
        return Math.scalb(1.0, power) + (bucket % 4 + 0.5) * width;
    }

    /**
     * Returns a quantile in nanoseconds, or a negative number if nothing was recorded.
     *
     * @param share from 0 to 1
     * @param now the time
     */
    double quantile(double share, long now) {
        Windows seen = current(now);
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += seen.now.get(i) + seen.before.get(i);
        }
        long wanted = (long) Math.ceil(share * count);
        for (int i = 0; count > 0 && i < BUCKETS; i++) {
            wanted -= seen.now.get(i) + seen.before.get(i);
            if (wanted <= 0) {
                return middle(i);
            }
        }
        return -1;
    }
}
