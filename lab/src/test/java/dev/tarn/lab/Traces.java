package dev.tarn.lab;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes small traces. */
final class Traces {
    private Traces() {}

    /** Returns accesses to objects without sizes. */
    static Trace of(int... keys) {
        int[] sizes = new int[Arrays.stream(keys).max().orElse(-1) + 1];
        Arrays.fill(sizes, 1);
        return new Trace("made", keys, sizes, false, null, 1);
    }

    static Trace sized(int[] sizes, int... keys) {
        return new Trace("made", keys, sizes, true, null, 1);
    }

    /** Returns accesses of which few keys have most, numbered by first appearance. */
    static Trace skewed(int unique, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        KeyNumbers numbers = new KeyNumbers();
        int[] keys = new int[count];
        for (int i = 0; i < count; i++) {
            double drawn = random.nextDouble();
            keys[i] = numbers.of((long) (unique * drawn * drawn * drawn));
        }
        return of(keys);
    }
}
