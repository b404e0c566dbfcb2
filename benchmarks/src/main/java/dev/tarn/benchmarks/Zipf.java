package dev.tarn.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws numbers of which the small ones are frequent: number {@code i} about {@code 1 / (i + 1)^skew} as often as number 0. */
final class Zipf {
    private final double[] cumulated;

    /**
     * Prepares to draw.
     *
     * @param numbers how many different numbers, from 0
     * @param skew 0 for all alike; 0.99 is usual for caches
     */
    Zipf(int numbers, double skew) {
        cumulated = new double[numbers];
        double sum = 0;
        for (int i = 0; i < numbers; i++) {
            sum += 1 / Math.pow(i + 1, skew);
            cumulated[i] = sum;
        }
    }

    int next(SplittableRandom random) {
        double point = random.nextDouble(cumulated[cumulated.length - 1]);
        int found = Arrays.binarySearch(cumulated, point);
        return found < 0 ? -found - 1 : found + 1;
    }

    int[] draw(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] drawn = new int[count];
        Arrays.setAll(drawn, i -> next(random));
        return drawn;
    }
}
