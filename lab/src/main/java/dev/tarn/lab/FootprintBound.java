package dev.tarn.lab;

import java.util.Arrays;

/**
 * Says what no policy can surpass where objects have sizes, for which the true optimum takes too long to find. To answer an access, an object must be
 * held since it was asked for last: that takes its size times that many accesses. The bound answers those that take least, until they take
 * together what the capacity gives over the whole trace: as if room could be lent from one time to another. Published as PFOO-L (Berger,
 * Beckmann, Harchol-Balter: Practical Bounds on Optimal Caching with Variable Object Sizes, 2018), there a lower bound of the misses.
 */
final class FootprintBound {
    private final long[] ascending;
    private final Trace trace;

    private FootprintBound(long[] ascending, Trace trace) {
        this.ascending = ascending;
        this.trace = trace;
    }

    static FootprintBound of(Trace trace) {
        int[] keys = trace.keys();
        int[] last = new int[trace.unique()];
        Arrays.fill(last, -1);
        long[] footprints = new long[keys.length];
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            int key = keys[i];
            if (last[key] >= 0) {
                footprints[count++] = (long) trace.sizes()[key] * (i - last[key]);
            }
            last[key] = i;
        }
        long[] ascending = Arrays.copyOf(footprints, count);
        Arrays.sort(ascending);
        return new FootprintBound(ascending, trace);
    }

    /** Returns how many of a hundred accesses can be hits at most, with a capacity in bytes. */
    double percent(long bytes) {
        double left = (double) bytes * trace.length();
        double hits = 0;
        for (long footprint : ascending) {
            if (footprint > left) {
                hits += left / footprint;
                break;
            }
            left -= footprint;
            hits++;
        }
        return trace.percent(hits);
    }
}
