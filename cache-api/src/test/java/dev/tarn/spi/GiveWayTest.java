package dev.tarn.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GiveWayTest {
    private final HandClock clock = new HandClock();
    private Duration taken = Duration.ofNanos(400);
    private int turns;
    private final GiveWay giveWay = new GiveWay(clock, () -> {
        turns++;
        clock.nanos += taken.toNanos();
    });

    @Test
    void delivered_whereTurnsAreShort_givesWayEachTime() {
        times(10);

        assertThat(turns).isEqualTo(10);
    }

    @Test
    void delivered_whereTurnsTakeLong_givesWayEverMoreRarely() {
        taken = Duration.ofMillis(2);

        times(1 + GiveWay.FEWEST * (1 + 2 + 4));
        assertThat(turns).isEqualTo(4);

        times(100 * GiveWay.MOST);
        assertThat(turns).isBetween(100, 115);
    }

    @Test
    void delivered_onceTurnsAreShortAgain_givesWayAsOftenAsAtFirst() {
        taken = Duration.ofMillis(2);
        times(20 * GiveWay.MOST);
        taken = Duration.ofNanos(400);
        times((1 + GiveWay.FEWEST) * GiveWay.MOST);
        turns = 0;

        times(10);

        assertThat(turns).isEqualTo(10);
    }

    private void times(int answers) {
        for (int i = 0; i < answers; i++) {
            giveWay.delivered();
        }
    }

    private static final class HandClock implements Clock {
        long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long millis() {
            throw new UnsupportedOperationException("only durations count here");
        }
    }
}
