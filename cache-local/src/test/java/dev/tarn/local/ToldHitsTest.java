package dev.tarn.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldHitsTest {
    private static final int HELD = 10 * ToldHits.TICKS_PER_TURN;

    private final ToldHits toldHits = new ToldHits();
    private final Entry<List<String>> entry = Stores.entry(1, "value");

    @Test
    void isTold_firstHitOfAnEntry_isTrueForEachEntry() {
        assertThat(toldHits.isTold(entry)).isTrue();
        assertThat(toldHits.isTold(Stores.entry(1, "another"))).isTrue();
    }

    @Test
    void isTold_moreHitsInTheSameTick_isFalse() {
        toldHits.begin(HELD);
        toldHits.isTold(entry);
        entriesCome(10);

        assertThat(toldHits.isTold(entry)).isFalse();
    }

    @Test
    void isTold_afterAShareOfTheEntriesCame_isTrueAgain() {
        toldHits.begin(HELD);
        toldHits.isTold(entry);
        entriesCome(11);

        assertThat(toldHits.isTold(entry)).isTrue();
        assertThat(toldHits.isTold(entry)).isFalse();
    }

    @Test
    void isTold_ticksHaveGoneRound_isTrueForEntriesThatCome() {
        for (int tick = 0; tick <= 2 * (Short.MAX_VALUE + 1); tick++) {
            toldHits.begin(0);

            assertThat(toldHits.isTold(Stores.entry(1, "came in tick " + tick))).isTrue();
        }
    }

    private void entriesCome(int entries) {
        for (int i = 0; i < entries; i++) {
            if (toldHits.endTick()) {
                toldHits.begin(HELD);
            }
        }
    }
}
