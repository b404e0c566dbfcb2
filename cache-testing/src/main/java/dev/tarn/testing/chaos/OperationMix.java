package dev.tarn.testing.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws operations by their weights. Immutable. */
final class OperationMix {
    private final List<ChaosOperation> operations;
    private final int[] upTo;
    private final int sum;

    /**
     * Takes the weights.
     *
     * @throws IllegalArgumentException if all are 0
     */
    OperationMix(Map<ChaosOperation, Integer> weights) {
        operations = new ArrayList<>(weights.keySet());
        upTo = new int[operations.size()];
        int total = 0;
        for (int i = 0; i < upTo.length; i++) {
            total += weights.getOrDefault(operations.get(i), 0);
            upTo[i] = total;
        }
        sum = total;
        if (sum == 0) {
            throw new IllegalArgumentException("no operation has a weight: " + weights);
        }
    }

    ChaosOperation draw(SplittableRandom random) {
        int drawn = random.nextInt(sum);
        int i = 0;
        while (upTo[i] <= drawn) {
            i++;
        }
        return operations.get(i);
    }
}
