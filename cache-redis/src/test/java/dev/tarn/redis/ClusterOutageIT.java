package dev.tarn.redis;

import static dev.tarn.redis.Nodes.failure;
import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.StoreException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.RemoteTier.Write;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.server.RedisCluster;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Loses one of three masters, and gets it back. */
class ClusterOutageIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CacheId cache = Nodes.randomCache();

    @Test
    void node_killedAndBack_failsItsShardsOnlyThenGoesOn() {
        try (RedisCluster cluster = RedisCluster.start();
                RedisStore store = Nodes.connected(Nodes.builder("redis-cluster://" + cluster.addresses())
                        .commandTimeout(Duration.ofSeconds(2))
                        .controlTimeout(Duration.ofSeconds(2)))) {
            RemoteTier tier = store.open(cache);
            RecordingListener listener = new RecordingListener();
            BusChannel channel = store.bus().open(cache, listener);
            await().atMost(LONG).until(() -> listener.connections() == 1);
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                keys.add(("key" + i).getBytes(StandardCharsets.UTF_8));
            }
            get(tier.put(writes(keys)));
            assertThat(get(tier.readAll(keys))).allMatch(read -> read.envelope() != null);
            Set<Position> heads = Set.copyOf(
                    get(tier.readAll(keys)).stream().map(read -> read.head()).toList());
            assertThat(heads).extracting(Position::shard).hasSizeGreaterThan(40);

            RedisServer victim = cluster.nodeOf(shardKey(channel, keys.get(0)));
            victim.kill();
            await().atMost(LONG).until(() -> listener.disconnections() >= 1);
            assertThat(failure(tier.read(keys.get(0)))).isInstanceOf(StoreException.class);

            victim.restart();
            cluster.awaitWhole();
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> {
                        get(tier.put(writes(keys)));
                        for (byte[] key : keys) {
                            assertThat(get(tier.read(key)).envelope()).isNotNull();
                        }
                    });
            await().atMost(LONG).until(() -> listener.connections() >= 2);
            List<Position> places =
                    get(tier.clear()).stream().map(applied -> applied.current()).toList();
            await().atMost(LONG).until(() -> listener.at(places).size() == channel.shards());
        }
    }

    @Test
    void script_underWayWhenItsNodeIsCut_failsAndIsNotRepeatedOnTheNextConnection() {
        byte[] key = "key".getBytes(StandardCharsets.UTF_8);
        try (RedisCluster cluster = RedisCluster.start();
                RedisStore store = Nodes.connected("redis-cluster://" + cluster.addresses())) {
            RemoteTier tier = store.open(cache);
            BusChannel channel = store.bus().open(cache, new RecordingListener());
            get(tier.put(List.of(Envelopes.write(key, "known")))); // so that the script is
            get(tier.invalidate(List.of(key)));
            RedisServer home = cluster.nodeOf(shardKey(channel, key));
            home.command("CLIENT", "PAUSE", "10000", "WRITE");
            CompletableFuture<?> put =
                    tier.put(List.of(Envelopes.write(key, "lost"))).toCompletableFuture();
            await().until(() -> home.command("INFO", "clients").text().contains("blocked_clients:1"));
            home.command("CLIENT", "KILL", "TYPE", "normal");
            assertThat(failure(put)).isInstanceOf(StoreException.class);
            home.command("CLIENT", "UNPAUSE");
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> get(tier.extend(List.of(key), new LeaseToken(1, 1), Duration.ofSeconds(1))));
            assertThat(get(tier.read(key)).envelope()).isNull();
        }
    }

    private static List<Write> writes(List<byte[]> keys) {
        return keys.stream().map(key -> Envelopes.write(key, "v")).toList();
    }

    private String shardKey(BusChannel channel, byte[] key) {
        return "{" + cache + ":" + channel.shardOf(key) + "}!h";
    }
}
