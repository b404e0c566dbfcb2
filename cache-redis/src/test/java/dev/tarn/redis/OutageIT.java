package dev.tarn.redis;

import static dev.tarn.redis.Nodes.connected;
import static dev.tarn.redis.Nodes.failure;
import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.fault.FaultProxy.Direction;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Takes the server, or the way to it, away and gives it back. */
class OutageIT {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CacheId cache = Nodes.randomCache();
    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void build_serverDown_failsAtOnceAndHeals() {
        server.stop();
        try (RedisStore store = Nodes.builder(server.uri()).build()) {
            RemoteTier tier = store.open(cache);
            CompletableFuture<?> read = tier.read(KEY).toCompletableFuture();
            assertThat(read).isCompletedExceptionally();
            assertThat(failure(read))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("redis: read: not connected")
                    .hasNoCause();
            assertThat(failure(read).getStackTrace()).isEmpty();
            assertThat(failure(tier.invalidate(List.of(KEY))))
                    .hasMessageStartingWith("redis: invalidate: not connected");
            assertThat(store.isConnected()).isFalse();
            server.restart();
            assertThat(store.awaitConnected(LONG)).isTrue();
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            assertThat(Envelopes.text(get(tier.read(KEY)).envelope())).isEqualTo("v");
        }
    }

    @Test
    void kill_andRestart_failsMeanwhileThenGoesOnInANewEra() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = store.open(cache);
            RecordingListener listener = new RecordingListener();
            BusChannel channel = store.bus().open(cache, listener);
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            Position before = get(tier.read(KEY)).head();
            await().until(() -> listener.connections() == 1);
            server.kill();
            await().until(() -> !store.isConnected());
            assertThat(failure(tier.read(KEY))).isInstanceOf(StoreException.class);
            server.restart();
            assertThat(store.awaitConnected(LONG)).isTrue();
            assertThat(get(tier.read(KEY)).envelope()).isNull();
            Polled polled = get(channel.poll(before, 10));
            assertThat(polled).isInstanceOf(Polled.Reset.class);
            assertThat(polled.head().era()).isNotEqualTo(before.era());
            await().atMost(LONG).until(() -> listener.connections() == 2);
            assertThat(listener.disconnections()).isEqualTo(1);
            Applied applied = get(tier.invalidate(List.of(KEY))).get(0);
            await().until(() -> listener.at(List.of(applied.current())).size() == 1);
        }
    }

    @Test
    void pause_longerThanTheBudget_isATimeout() {
        RedisStoreBuilder builder = RedisStore.builder()
                .uri(server.uri())
                .commandTimeout(Duration.ofMillis(300))
                .controlTimeout(Duration.ofMillis(400));
        try (RedisStore store = connected(builder)) {
            RemoteTier tier = store.open(cache);
            get(tier.invalidate(List.of(KEY)));
            server.command("CLIENT", "PAUSE", "1500", "ALL");
            List<CompletableFuture<?>> reads = List.of(
                    tier.read(KEY).toCompletableFuture(),
                    tier.read(KEY).toCompletableFuture(),
                    tier.read(KEY).toCompletableFuture(),
                    tier.read(KEY).toCompletableFuture());
            CompletableFuture<?> written = tier.invalidate(List.of(KEY)).toCompletableFuture();
            for (CompletableFuture<?> read : reads) {
                assertThat(failure(read))
                        .isInstanceOf(CacheTimeoutException.class)
                        .hasMessage("redis: read had no answer within 300 ms");
            }
            assertThat(failure(written)).hasMessage("redis: invalidate had no answer within 400 ms");
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> get(tier.read(KEY)));
        }
    }

    @Test
    void halfOpen_connection_isGivenUpForANewOne() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                RedisStore store = connected(RedisStore.builder()
                        .uri("redis://" + proxy.address() + ":" + proxy.port())
                        .commandTimeout(Duration.ofSeconds(1))
                        .controlTimeout(Duration.ofSeconds(1)))) {
            RemoteTier tier = store.open(cache);
            RecordingListener listener = new RecordingListener();
            store.bus().open(cache, listener);
            get(tier.invalidate(List.of(KEY)));
            await().until(() -> listener.connections() == 1);
            proxy.halfOpen();
            assertThat(failure(tier.read(KEY))).isInstanceOf(CacheTimeoutException.class);
            assertThat(failure(tier.invalidate(List.of(KEY)))).isInstanceOf(CacheTimeoutException.class);
            await().atMost(LONG).until(() -> listener.disconnections() > 0);
            proxy.heal();
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> {
                        get(tier.read(KEY));
                        get(tier.invalidate(List.of(KEY)));
                    });
            await().atMost(LONG).until(() -> listener.connections() == listener.disconnections() + 1);
        }
    }

    @Test
    void write_lostOnTheWay_isNotRepeatedOnTheNextConnection() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                RedisStore store = connected(Nodes.builder("redis://" + proxy.address() + ":" + proxy.port()))) {
            RemoteTier tier = store.open(cache);
            get(tier.invalidate(List.of(KEY)));
            proxy.lose(Direction.TO_SERVER);
            CompletableFuture<?> lost =
                    tier.put(List.of(Envelopes.write(KEY, "lost"))).toCompletableFuture();
            await().until(() -> proxy.lostBytes(Direction.TO_SERVER) > 0);
            proxy.cutAll();
            assertThat(failure(lost)).isInstanceOf(StoreException.class);
            proxy.heal();
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(StoreException.class)
                    .untilAsserted(() -> {
                        get(tier.invalidate(List.of("other".getBytes(StandardCharsets.UTF_8))));
                        assertThat(get(tier.read(KEY)).envelope()).isNull();
                    });
        }
    }

    @Test
    void memoryFull_putIsRefusedButWhatRemovesPasses() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = store.open(cache);
            BusChannel channel = store.bus().open(cache, new RecordingListener());
            Position before =
                    get(tier.put(List.of(Envelopes.write(KEY, "v")))).get(0).current();
            server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
            server.command("CONFIG", "SET", "maxmemory", "1");
            assertThat(failure(tier.put(List.of(Envelopes.write(KEY, "w")))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("redis: put: refused: OOM");
            assertThat(Envelopes.text(get(tier.read(KEY)).envelope())).isEqualTo("v");
            assertThat(get(tier.removeIf(KEY, before.stamp())).done()).isTrue();
            get(tier.invalidate(List.of(KEY)));
            get(tier.invalidateTag("t"));
            get(tier.clear());
            assertThat(get(channel.poll(before, 10)))
                    .isInstanceOfSatisfying(
                            Polled.Entries.class,
                            entries -> assertThat(entries.steps()).hasSize(4));
        }
    }

    @Test
    void scripts_flushed_areSentAgain() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = store.open(cache);
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            server.command("SCRIPT", "FLUSH");
            get(tier.put(List.of(Envelopes.write(KEY, "w"))));
            assertThat(Envelopes.text(get(tier.read(KEY)).envelope())).isEqualTo("w");
            String stats = server.command("INFO", "commandstats").text();
            get(tier.put(List.of(Envelopes.write(KEY, "x"))));
            String later = server.command("INFO", "commandstats").text();
            assertThat(calls(stats, "eval")).isEqualTo(2);
            assertThat(calls(later, "eval")).isEqualTo(2);
        }
    }

    @Test
    void metadata_lost_voidsAllThatWasThere() {
        try (RedisStore store = connected(server.uri())) {
            RemoteTier tier = store.open(cache);
            get(tier.put(List.of(Envelopes.write(KEY, "v", "t"))));
            server.command("DEL", "{" + cache + ":0}!h");
            assertThat(get(tier.read(KEY)).envelope()).isNull();
            get(tier.put(List.of(Envelopes.write(KEY, "v", "t"))));
            get(tier.invalidateTag("other"));
            assertThat(get(tier.read(KEY)).envelope()).isNotNull();
            server.command("DEL", "{" + cache + ":0}!t");
            get(tier.invalidate(List.of("other".getBytes(StandardCharsets.UTF_8))));
            assertThat(get(tier.read(KEY)).envelope()).isNull();
        }
    }

    private static int calls(String stats, String command) {
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
                .map(line -> line.replaceAll("[^,]*:calls=(\\d+),.*", "$1"))
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
