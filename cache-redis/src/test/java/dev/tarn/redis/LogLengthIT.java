package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The log is trimmed by some of the steps only, and all the same does not grow for ever. */
class LogLengthIT {
    private static final int LENGTH = 16;
    private static final int STEPS = 3_000;

    /** Nodes of the stream go as a whole, of a hundred entries; that none of a thousand steps trims has the probability of 2 in 10^14. */
    private static final long MOST = LENGTH + 100 + 1_000;

    private static final RedisServer SERVER = RedisServer.start();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void log_manySteps_staysNearItsLength() {
        try (RedisPubSubBus bus =
                        RedisStore.builder().uri(SERVER.uri()).logLength(LENGTH).buildBus();
                BusChannel channel = bus.open(new CacheId("length", "c"), new Deaf())) {
            assertThat(bus.awaitConnected(Duration.ofSeconds(20))).isTrue();
            List<CompletionStage<List<Applied>>> steps = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                byte[] key = ("key-" + i).getBytes(StandardCharsets.US_ASCII);
                steps.add(channel.append(Invalidation.Operation.INVALIDATE, List.of(key)));
                if (steps.size() == 100) {
                    steps.forEach(step -> step.toCompletableFuture().join());
                    steps.clear();
                }
            }

            long length = SERVER.command("XLEN", "{length:c:0}!l").number();

            assertThat(length).isBetween((long) LENGTH, MOST);
        }
    }

    /** Hears nothing. */
    private static final class Deaf implements BusListener {
        @Override
        public void onMessage(Invalidation message) {}

        @Override
        public void onConnected() {}

        @Override
        public void onDisconnected() {}
    }
}
