package dev.tarn.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HeavyweightsTest {
    private final Heavyweights heavy = new Heavyweights();
    private final SplittableRandom random = new SplittableRandom(3);

    private void observe(int count, int hot) {
        for (int i = 0; i < count; i++) {
            heavy.add(random.nextInt(10) < 3 ? hot : 1_000 + random.nextInt(100_000));
        }
    }

    @Test
    void item_ofThreeInTen_isNamedFirstWithItsShare_amongManyThatComeOnce() {
        observe(2_000, 7); // what ten seconds bring

        assertThat(heavy.top(10).get(0).item()).isEqualTo(7);
        assertThat(heavy.top(10).get(0).share()).isCloseTo(0.3, Offset.offset(0.04));
    }

    @Test
    void item_thatIsHotNoMore_fadesBehindTheNewOne() {
        observe(20_000, 7);
        observe(8_000, 8);

        assertThat(heavy.top(1).get(0).item()).isEqualTo(8);
    }

    @Test
    void items_thatCameOnce_areNotNamed() {
        for (int i = 0; i < 3_000; i++) {
            heavy.add(i);
        }
        assertThat(heavy.top(10)).isEmpty();
    }
}
