package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FootprintBoundTest {
    @Test
    void percent_ofAFewAccesses_takesTheLeastFootprintsFirst() {
        // footprints: key 0 is asked for again after 2 accesses, 10 bytes: 20; key 1 after 3, 1 byte: 3
        Trace trace = Traces.sized(new int[] {10, 1, 1}, 0, 1, 0, 2, 1);

        // 5 accesses of one byte each: 5 in all, of which key 1 takes 3, and 2 of 20 are left
        assertThat(FootprintBound.of(trace).percent(1)).isCloseTo(100 * (1 + 2.0 / 20) / 5, within(1e-9));
        assertThat(FootprintBound.of(trace).percent(11)).isCloseTo(100 * 2.0 / 5, within(1e-9));
    }

    @Test
    void percent_ofObjectsOfOneSize_isNotBelowTheOptimum() {
        Trace trace = Traces.skewed(300, 10_000, 5);
        FootprintBound bound = FootprintBound.of(trace.withSize(100));

        for (int entries : new int[] {1, 5, 30, 100, 300}) {
            assertThat(bound.percent(100L * entries))
                    .isGreaterThanOrEqualTo(Clairvoyant.percent(trace, entries) - 1e-9);
        }
    }

    @Test
    void percent_ofMixedSizes_isAboveWhatLruHas() {
        Trace skewed = Traces.skewed(300, 10_000, 5);
        int[] sizes = new int[skewed.unique()];
        Arrays.setAll(sizes, key -> 10 + key * 37 % 1_000);
        Trace trace = Traces.sized(sizes, skewed.keys());
        FootprintBound bound = FootprintBound.of(trace);
        StackDistances lru = StackDistances.of(trace, true);

        for (long bytes = 1_000; bytes < trace.total(); bytes *= 2) {
            assertThat(bound.percent(bytes)).isGreaterThan(lru.percent(bytes));
        }
    }
}
