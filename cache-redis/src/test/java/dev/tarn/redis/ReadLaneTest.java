package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import dev.tarn.spi.GiveWay;
import dev.tarn.spi.RoundTrip;
import dev.tarn.testing.time.FakeClock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadLaneTest {
    private final AtomicInteger turns = new AtomicInteger();

    private void deliver(int answers, int keysOfEach) {
        try (Session session = new Session(
                RedisStore.builder().uri("redis://localhost:1").options())) { // nobody is there, nothing is sent
            ReadLane lane = new ReadLane(session, new GiveWay(Clock.system(), turns::incrementAndGet), new RoundTrip());
            for (int i = 0; i < answers; i++) {
                lane.delivered(keysOfEach, 100, 0);
            }
        }
    }

    @Test
    void delivered_severalReads_givesWay() {
        deliver(1, 2);
        assertThat(turns).hasValue(1);
    }

    @Test
    void delivered_singleReads_doesNotGiveWay() {
        deliver(1_000, 1);
        assertThat(turns).hasValue(0);
    }

    @Test
    void delivered_soonAfterTheCommandLeft_isNear() {
        FakeClock clock = new FakeClock();
        RoundTrip roundTrip = new RoundTrip();
        try (Session session = new Session(
                RedisStore.builder().uri("redis://localhost:1").clock(clock).options())) {
            ReadLane lane = new ReadLane(session, GiveWay.yielding(clock), roundTrip);
            int atFirst = roundTrip.few();
            for (int i = 0; i < 20; i++) {
                lane.delivered(1, 100, clock.nanos() - 40_000);
            }
            assertThat(roundTrip.few()).isLessThan(atFirst);
        }
    }
}
