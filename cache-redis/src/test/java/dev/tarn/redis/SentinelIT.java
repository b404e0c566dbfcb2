package dev.tarn.redis;

import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.StoreException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.server.RedisSentinel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loses the master of a group that Sentinel watches. */
class SentinelIT {
    /** Sentinels that were stalled do nothing for half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    private final CacheId cache = Nodes.randomCache();
    private RedisSentinel group;

    @BeforeEach
    void start() {
        group = RedisSentinel.start();
    }

    @AfterEach
    void stop() {
        group.close();
    }

    @Test
    void failover_masterKilled_goesOnAtTheReplica() {
        try (RedisStore store = Nodes.connected(group.uri())) {
            RemoteTier tier = store.open(cache);
            RecordingListener listener = new RecordingListener();
            BusChannel channel = store.bus().open(cache, listener);
            get(tier.put(List.of(Envelopes.write(KEY, "before"))));
            Position before = get(tier.read(KEY)).head();
            await().until(() -> listener.connections() == 1);

            assertThat(listener.disconnections()).isZero();
            group.failover();

            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> {
                        int heardFirst = get(tier.read(KEY).thenApply(answer -> listener.disconnections()));
                        assertThat(heardFirst)
                                .as("losses heard before an answer")
                                .isEqualTo(1);
                    });
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> {
                        get(tier.put(List.of(Envelopes.write(KEY, "after"))));
                        assertThat(Envelopes.text(get(tier.read(KEY)).envelope()))
                                .isEqualTo("after");
                    });
            await().atMost(PATIENCE).until(() -> listener.connections() == 2);
            assertThat(listener.disconnections()).isEqualTo(1);
            assertThat(get(channel.poll(before, 10)).head()).isNotEqualTo(before);
            List<Position> places = get(tier.invalidate(List.of(KEY))).stream()
                    .map(applied -> applied.current())
                    .toList();
            await().until(() -> listener.at(places).size() == 1);
        }
    }
}
