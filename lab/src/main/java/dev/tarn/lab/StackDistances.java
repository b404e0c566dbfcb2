package dev.tarn.lab;

import java.util.Arrays;

/**
 * What caches that give up what was used last longest ago would answer, for all sizes at once: an access is a hit if all that was asked for since its
 * key was asked for last, that key included, fits in.
 */
final class StackDistances {
    private final long[] ascending;
    private final Trace trace;

    private StackDistances(long[] ascending, Trace trace) {
        this.ascending = ascending;
        this.trace = trace;
    }

    /**
     * Looks through a trace.
     *
     * @param bytes whether sizes count, else entries do
     */
    static StackDistances of(Trace trace, boolean bytes) {
        int[] keys = trace.keys();
        int[] last = new int[trace.unique()];
        Arrays.fill(last, -1);
        long[] sums = new long[keys.length + 1];
        long[] distances = new long[keys.length];
        int hits = 0;
        for (int i = 0; i < keys.length; i++) {
            int key = keys[i];
            int size = bytes ? trace.sizes()[key] : 1;
            if (last[key] >= 0) {
                distances[hits++] = sum(sums, i) - sum(sums, last[key]);
                add(sums, last[key], -size);
            }
            add(sums, i, size);
            last[key] = i;
        }
        long[] ascending = Arrays.copyOf(distances, hits);
        Arrays.sort(ascending);
        return new StackDistances(ascending, trace);
    }

    /** Returns how many of a hundred accesses are hits with a capacity. */
    double percent(long capacity) {
        int from = 0;
        int to = ascending.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ascending[middle] <= capacity) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return trace.percent(from);
    }

    /** Adds to a place; sums are kept so that both take a logarithm of steps. */
    private static void add(long[] sums, int place, long amount) {
        for (int i = place + 1; i < sums.length; i += i & -i) {
            sums[i] += amount;
        }
    }

    /** Returns the sum of all before a place. */
    private static long sum(long[] sums, int place) {
        long sum = 0;
        for (int i = place; i > 0; i -= i & -i) {
            sum += sums[i];
        }
        return sum;
    }
}
