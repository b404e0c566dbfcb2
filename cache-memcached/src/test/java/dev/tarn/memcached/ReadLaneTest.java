package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import dev.tarn.spi.GiveWay;
import dev.tarn.spi.RoundTrip;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadLaneTest {
    private final AtomicInteger turns = new AtomicInteger();

    private void answer(int times, int readsOfEach) {
        try (Session session =
                new Session(MemcachedStore.builder().uri("memcached://a").options())) { // nothing is sent
            Server server = session.servers().get(0);
            ReadLane lane =
                    new ReadLane(session, server, new GiveWay(Clock.system(), turns::incrementAndGet), new RoundTrip());
            for (int i = 0; i < times; i++) {
                lane.answered(readsOfEach);
            }
        }
    }

    @Test
    void answered_severalReads_givesWay() {
        answer(1, 2);
        assertThat(turns).hasValue(1);
    }

    @Test
    void answered_singleReads_doesNotGiveWay() {
        answer(1_000, 1);
        assertThat(turns).hasValue(0);
    }
}
