package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClairvoyantTest {
    @Test
    void percent_ofALoop_keepsWhatFits() {
        Trace loop = Traces.of(0, 1, 2, 0, 1, 2, 0, 1, 2);

        assertThat(Clairvoyant.percent(loop, 1)).isEqualTo(100.0 * 2 / 9);
        assertThat(Clairvoyant.percent(loop, 2)).isEqualTo(100.0 * 4 / 9);
        assertThat(Clairvoyant.percent(loop, 3)).isEqualTo(100.0 * 6 / 9);
    }

    @Test
    void percent_ofAScan_refusesWhatIsNeverAskedForAgain() {
        assertThat(Clairvoyant.percent(Traces.of(0, 1, 2, 3, 4, 0), 1)).isEqualTo(100.0 / 6);
    }

    @Test
    void percent_ofAnyTrace_isThatOfTheBestOfAllDecisions() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            Trace trace = Traces.skewed(6, 14, random.nextLong());
            for (int entries = 1; entries <= 4; entries++) {
                double best = 100.0 * best(trace, 0, 0, entries, new HashMap<>()) / trace.length();
                assertThat(Clairvoyant.percent(trace, entries)).isCloseTo(best, within(1e-9));
            }
        }
    }

    @Test
    void hits_ofObjectsWithSizes_takeWhatFits() {
        int[] keys = {0, 1, 0, 1};
        int[] sizes = {2, 1};

        assertThat(Clairvoyant.hits(keys, sizes, 1)).as("the small one").isEqualTo(1);
        assertThat(Clairvoyant.hits(keys, sizes, 2))
                .as("the one that is needed first")
                .isEqualTo(1);
        assertThat(Clairvoyant.hits(keys, sizes, 3)).as("both").isEqualTo(2);
    }

    /** Tries everything: what may be held after an access is any part of what was held, and the key itself. */
    private static int best(Trace trace, int access, int held, int entries, Map<Integer, Integer> known) {
        if (access == trace.length()) {
            return 0;
        }
        Integer before = known.get((access << 8) | held);
        if (before != null) {
            return before;
        }
        int bit = 1 << trace.keys()[access];
        int all = held | bit;
        int best = 0;
        for (int some = all; ; some = (some - 1) & all) {
            if (Integer.bitCount(some) <= entries) {
                best = Math.max(best, best(trace, access + 1, some, entries, known));
            }
            if (some == 0) {
                break;
            }
        }
        best += (held & bit) != 0 ? 1 : 0;
        known.put((access << 8) | held, best);
        return best;
    }
}
