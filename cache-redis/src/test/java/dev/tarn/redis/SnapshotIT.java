package dev.tarn.redis;

import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.invalidation.BusLog;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.time.FakeClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Has a node follow the log of a server that comes back as it was before the last change. */
class SnapshotIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    /** Longer than a poll of the store may take. */
    private static final Duration BOUND = Duration.ofSeconds(6);

    private static final Duration PULSE = Duration.ofMillis(500);
    private static final Duration BEYOND_REPEATING = Duration.ofSeconds(16);

    private final FakeClock clock = new FakeClock();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @Test
    void restart_fromASnapshotWithoutALastChangeThatIsTooOldToBeRepeated_voidsOnceAndIsReadAgain() {
        try (RedisServer server = RedisServer.start();
                RedisStore store = Nodes.connected(server.uri());
                BusLog log = followed(store)) {
            Position kept = change(log, "kept");
            server.command("SAVE");
            change(log, "lost");
            clock.advance(BEYOND_REPEATING);
            awaitProof(log);
            told.clear();

            server.restart();

            await().atMost(LONG).untilAsserted(() -> {
                clock.runDue();
                assertThat(told).contains("connected");
                assertThat(log.isOpen()).isTrue();
            });
            assertThat(log.appliedUpTo(0)).isEqualTo(kept.stamp());
            assertThat(told)
                    .as("void once, with what came in between")
                    .filteredOn(each -> each.equals("reset"))
                    .hasSize(2);
        }
    }

    private BusLog followed(RedisStore store) {
        BusLog log = new BusLog(store.bus(), new CacheId("snapshot", "c"), clock, clock, true, BOUND);
        log.follow(new Told());
        awaitProof(log);
        return log;
    }

    private void awaitProof(BusLog log) {
        await().atMost(LONG).untilAsserted(() -> {
            clock.advance(PULSE);
            assertThat(log.guard().isProven(0, clock.nanos())).isTrue();
        });
    }

    private static Position change(BusLog log, String key) {
        List<byte[]> names = List.of(key.getBytes(StandardCharsets.UTF_8));
        var place = get(log.append(Operation.INVALIDATE, names)).get(0);
        log.applied(new Invalidation(Operation.INVALIDATE, place.previous(), place.current(), names));
        return place.current();
    }

    private final class Told implements BusLog.Follows {
        @Override
        public void apply(Invalidation step) {}

        @Override
        public void reset(int shard, long below) {
            told.add("reset");
        }

        @Override
        public void disconnected() {}

        @Override
        public void connected() {
            told.add("connected");
        }

        @Override
        public void foreignWrite(byte[] key) {}
    }
}
