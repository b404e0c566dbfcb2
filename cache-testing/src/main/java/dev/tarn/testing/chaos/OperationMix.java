package dev.tarn.testing.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws operations by their weights. Immutable. */
final class OperationMix {
    private final ChaosOperation[] table;

    OperationMix(Map<ChaosOperation, Integer> weights) {
        table = new EnumMap<>(weights)
                .entrySet().stream()
                        .flatMap(entry ->
                                java.util.stream.Stream.generate(entry::getKey).limit(entry.getValue()))
                        .toArray(ChaosOperation[]::new);
    }

    ChaosOperation draw(SplittableRandom random) {
        return table[random.nextInt(table.length)];
    }
}
