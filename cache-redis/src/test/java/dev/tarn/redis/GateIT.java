package dev.tarn.redis;

import static dev.tarn.redis.Nodes.failure;
import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.StoreException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.server.RedisCluster;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Looks whether the loss of a connection is told before the next one is used, and whether a poll proves what it has to. */
class GateIT {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CacheId cache = Nodes.randomCache();
    private final RecordingListener listener = new RecordingListener();

    @Test
    void requestsCut_again_isToldBeforeTheNextAnswer() {
        try (RedisServer server = RedisServer.start();
                RedisStore store = Nodes.connected(server.uri())) {
            RemoteTier tier = store.open(cache);
            BusChannel channel = store.bus().open(cache, listener);
            await().until(() -> listener.connections() == 1);
            for (int round = 1; round <= 20; round++) {
                boolean reads = round % 2 == 0;
                int known = listener.disconnections();
                server.command("CLIENT", "KILL", "TYPE", "normal");
                int told = firstAnswer(() -> reads ? tier.read(KEY) : channel.poll(Position.unknown(0), 10));
                assertThat(told).as("losses told, round " + round).isGreaterThan(known);
                // two connections were cut: the loss of the second may be a loss of its own
                await().atMost(LONG).until(() -> listener.connections() == listener.disconnections() + 1);
            }
        }
    }

    @Test
    void messagesCut_isTold() {
        try (RedisServer server = RedisServer.start();
                RedisStore store = Nodes.connected(server.uri())) {
            store.bus().open(cache, listener);
            await().until(() -> listener.connections() == 1);
            server.command("CLIENT", "KILL", "TYPE", "pubsub");
            await().atMost(LONG).until(() -> listener.connections() == 2);
            assertThat(listener.disconnections()).isEqualTo(1);
        }
    }

    @Test
    void serverRestarted_isToldBeforeTheNextAnswer() {
        try (RedisServer server = RedisServer.start();
                RedisStore store = Nodes.connected(server.uri())) {
            RemoteTier tier = store.open(cache);
            store.bus().open(cache, listener);
            await().until(() -> listener.connections() == 1);
            server.kill();
            server.restart();
            assertThat(firstAnswer(() -> tier.read(KEY))).isEqualTo(1);
            await().atMost(LONG).until(() -> listener.connections() == 2);
        }
    }

    @Test
    void busWithoutAStore_needsNoConnectionForReads() {
        try (RedisServer server = RedisServer.start();
                RedisPubSubBus bus = Nodes.bus(server.uri())) {
            BusChannel channel = bus.open(cache, listener);
            await().until(() -> listener.connections() == 1);
            server.command("CLIENT", "KILL", "TYPE", "normal");
            assertThat(firstAnswer(() -> channel.poll(Position.unknown(0), 10))).isEqualTo(1);
            await().atMost(LONG).until(() -> listener.connections() == 2);
        }
    }

    @Test
    void clusterNodeCut_isToldAndPasses() {
        try (RedisCluster cluster = RedisCluster.start();
                RedisStore store = Nodes.connected("redis-cluster://" + cluster.addresses())) {
            RemoteTier tier = store.open(cache);
            BusChannel channel = store.bus().open(cache, listener);
            await().atMost(LONG).until(() -> listener.connections() == 1);
            String home = Nodes.logKey(cache, channel.shardOf(KEY));
            get(tier.read(KEY));
            cluster.nodeOf(home).command("CLIENT", "KILL", "TYPE", "normal");
            assertThat(firstAnswer(() -> tier.read(KEY))).isGreaterThanOrEqualTo(1);
            await().atMost(LONG).until(() -> listener.connections() > 1);
        }
    }

    @Test
    void poll_masterWithoutItsReplicas_isRefused() {
        try (RedisServer server = RedisServer.builder()
                        .option("min-replicas-to-write", "1")
                        .start();
                RedisStore store = Nodes.connected(server.uri())) {
            BusChannel channel = store.bus().open(cache, listener);
            assertThat(failure(channel.poll(Position.unknown(0), 10)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("redis: poll: refused: NOREPLICAS");
            server.command("CONFIG", "SET", "min-replicas-to-write", "0");
            Position head = get(channel.poll(Position.unknown(0), 10)).head();
            server.command("CONFIG", "SET", "min-replicas-to-write", "1");
            assertThat(failure(channel.poll(head, 10)))
                    .as("though it would write nothing")
                    .hasMessageStartingWith("redis: poll: refused: NOREPLICAS");
        }
    }

    @Test
    void poll_masterMadeAReplica_isRefusedAndTheLinkDialsUntilThereIsAMaster() {
        try (RedisServer master = RedisServer.start();
                RedisServer server = RedisServer.start();
                RedisStore store = Nodes.connected(server.uri())) {
            BusChannel channel = store.bus().open(cache, listener);
            await().until(() -> listener.connections() == 1);
            Position head = get(channel.poll(Position.unknown(0), 10)).head();
            server.command("REPLICAOF", master.address(), Integer.toString(master.port()));
            assertThat(failure(channel.poll(head, 10))).isInstanceOf(StoreException.class);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(failure(channel.poll(head, 10)))
                            .hasMessage("redis: poll: not connected: the server is a replica"));
            assertThat(listener.disconnections()).isEqualTo(1);
            server.command("REPLICAOF", "NO", "ONE");
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> assertThat(get(channel.poll(head, 10))).isInstanceOf(Polled.class));
            await().atMost(LONG).until(() -> listener.connections() == 2);
        }
    }

    /** Asks until there is an answer; returns how many losses were told at that moment. */
    private int firstAnswer(Supplier<CompletionStage<?>> request) {
        return await().pollInterval(Duration.ofMillis(1))
                .atMost(LONG)
                .ignoreExceptionsInstanceOf(StoreException.class)
                .until(() -> get(request.get().thenApply(answer -> listener.disconnections())), told -> true);
    }
}
