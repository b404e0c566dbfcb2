package dev.tarn.redis;

import static dev.tarn.redis.Nodes.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.StoreException;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Meets servers that are too old. */
class VersionsIT {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    @Test
    void serverTooOld_isRefusedWithAClearWordOneLineAndNoHaste() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("dev.tarn.redis");
        Handler handler = into(lines);
        logger.addHandler(handler);
        String word = "not connected: the server is Redis 6.0.16, it must be Redis 6.2 or later, or Valkey";
        try (OldServer server = new OldServer("6.0.16");
                RedisStore store = Nodes.builder(server.uri()).build()) {
            var tier = store.open(Nodes.randomCache());
            await().untilAsserted(() -> assertThat(failure(tier.read(KEY)))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("redis: read: " + word));
            await().untilAsserted(() ->
                    assertThat(failure(tier.invalidate(List.of(KEY)))).hasMessage("redis: invalidate: " + word));
            assertThat(store.awaitConnected(Duration.ofSeconds(2))).isFalse();
            assertThat(server.connections()).as("one for each link").isEqualTo(2);
            assertThat(lines).hasSize(1).allMatch(line -> line.contains("6.0.16"));
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void serverOfThisMachine_isNotRefused() {
        try (RedisStore store = Nodes.connected(RedisServer.shared().uri())) {
            assertThat(store.isConnected()).isTrue();
        }
    }

    private static Handler into(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                lines.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
