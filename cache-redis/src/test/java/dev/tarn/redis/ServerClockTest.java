package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerClockTest {
    private final FakeClock local = new FakeClock();
    private final ServerClock clock = new ServerClock(local);

    @Test
    void millis_beforeTheFirstAnswer_areLocal() {
        assertThat(clock.millis()).isEqualTo(local.millis());
    }

    @Test
    void millis_afterAnAnswer_areTheServersPlusTheWayBack() {
        long asked = local.nanos();
        local.advance(Duration.ofMillis(10));
        clock.heard(5_000_000_000_000L, asked);
        assertThat(clock.millis()).isEqualTo(5_000_000_005L);
        local.advance(Duration.ofSeconds(1));
        assertThat(clock.millis()).isEqualTo(5_000_001_005L);
    }
}
