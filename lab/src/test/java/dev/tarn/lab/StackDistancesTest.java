package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StackDistancesTest {
    private static final Trace SKEWED = Traces.skewed(400, 20_000, 3);

    private static double simulated(Trace trace, long capacity, boolean bytes) {
        LruModel lru = new LruModel(capacity, bytes, null);
        int hits = 0;
        for (int key : trace.keys()) {
            hits += lru.access(key, trace.sizes()[key], 0) ? 1 : 0;
        }
        return 100.0 * hits / trace.length();
    }

    @Test
    void percent_ofEntries_isThatOfASimulation() {
        StackDistances distances = StackDistances.of(SKEWED, false);

        for (int entries : new int[] {1, 2, 7, 50, 200, 399, 400}) {
            assertThat(distances.percent(entries)).isCloseTo(simulated(SKEWED, entries, false), within(1e-9));
        }
    }

    @Test
    void percent_ofBytes_isThatOfASimulation() {
        int[] sizes = new int[SKEWED.unique()];
        Arrays.setAll(sizes, key -> 1 + key % 9);
        Trace trace = Traces.sized(sizes, SKEWED.keys());
        StackDistances distances = StackDistances.of(trace, true);

        for (int bytes : new int[] {9, 40, 333, 1_000, 5_000}) {
            assertThat(distances.percent(bytes)).isCloseTo(simulated(trace, bytes, true), within(1e-9));
        }
    }

    @Test
    void percent_ofALargerCache_isNeverLess() {
        StackDistances distances = StackDistances.of(SKEWED, false);
        double before = 0;
        for (int entries = 1; entries <= 410; entries++) {
            double percent = distances.percent(entries);
            assertThat(percent).isGreaterThanOrEqualTo(before);
            before = percent;
        }

        assertThat(before).isEqualTo(100.0 * (SKEWED.length() - SKEWED.unique()) / SKEWED.length());
    }
}
