package dev.tarn.tiered.sim;

/** Random numbers from a seed, alike on every machine and quick. Not thread-safe. */
final class Dice {
    private long state;

    Dice(long seed) {
        state = mixed(seed + 0x9E3779B97F4A7C15L);
    }

    /** Returns a long that looks nothing like the one given (the finalizer of SplitMix64). */
    static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mixed(state);
    }

    int nextInt() {
        return (int) next();
    }

    /** Returns a number from 0 to below the bound. */
    int below(int bound) {
        return (int) (((next() >>> 33) * bound) >>> 31);
    }

    /** Returns a number from the first to below the second. */
    long between(long from, long to) {
        return to <= from ? from : from + (long) (share() * (to - from));
    }

    /** Returns a number from 0 to below 1. */
    double share() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return probability > 0 && share() < probability;
    }
}
