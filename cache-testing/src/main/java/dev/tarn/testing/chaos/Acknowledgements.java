package dev.tarn.testing.chaos;

import java.util.Arrays;

/**
 * The acknowledged versions of one key in the order of time, each with the greatest version up to there.
 *
 * <p>So "what was the newest version acknowledged before t" and its inverse, "since when has there been a newer one", are binary
 * searches. Written first, then sealed by the first question; not thread-safe.
 */
final class Acknowledgements {
    static final long NEVER = Long.MAX_VALUE;

    private long[] times = new long[4];
    private int[] versions = new int[4];
    private int[] given = new int[0];
    private int size;
    private boolean sealed = true;

    void add(long time, int version) {
        if (given.length > 0) {
            throw new IllegalStateException("acknowledgements come before the first question");
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            versions = Arrays.copyOf(versions, size * 2);
        }
        times[size] = time;
        versions[size++] = version;
        sealed = false;
    }

    /** Returns when the first version above the given one was acknowledged; {@link #NEVER} if none was. */
    long newerSince(int version) {
        seal();
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (versions[middle] > version) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == size ? NEVER : times[low];
    }

    /** Returns the newest version ever acknowledged; 0 if none was. */
    int newest() {
        seal();
        return size == 0 ? 0 : versions[size - 1];
    }

    /** Returns how many of the acknowledged versions are above the given one. */
    int countAbove(int version) {
        seal();
        return (int) Arrays.stream(given).filter(one -> one > version).count();
    }

    private void seal() {
        if (!sealed) {
            sortByTime();
            given = Arrays.copyOf(versions, size);
            for (int i = 1; i < size; i++) {
                versions[i] = Math.max(versions[i], versions[i - 1]);
            }
            sealed = true;
        }
    }

    /** Sorts with the runs that are there: each thread's acknowledgements arrive in order, and the JDK's sort merges runs. */
    private void sortByTime() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        long[] unsorted = times.clone();
        int[] unsortedVersions = versions.clone();
        Arrays.sort(order, (a, b) -> Long.compare(unsorted[a], unsorted[b]));
        for (int i = 0; i < size; i++) {
            times[i] = unsorted[order[i]];
            versions[i] = unsortedVersions[order[i]];
        }
    }
}
