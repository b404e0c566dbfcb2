package dev.tarn.testing.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OperationMixTest {
    @Test
    void draw_ofWeights_isInTheirProportion() {
        OperationMix mix =
                new OperationMix(Map.of(ChaosOperation.READ, 3, ChaosOperation.PUT, 1, ChaosOperation.CLEAR, 0));
        SplittableRandom random = new SplittableRandom(1);
        Map<ChaosOperation, Integer> drawn = new EnumMap<>(ChaosOperation.class);
        for (int i = 0; i < 4_000; i++) {
            drawn.merge(mix.draw(random), 1, Integer::sum);
        }

        assertThat(drawn).containsOnlyKeys(ChaosOperation.READ, ChaosOperation.PUT);
        assertThat(drawn.get(ChaosOperation.READ)).isBetween(2_900, 3_100);
    }

    @Test
    void mix_withoutAnyWeight_isRefused() {
        assertThatThrownBy(() -> new OperationMix(Map.of(ChaosOperation.READ, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
