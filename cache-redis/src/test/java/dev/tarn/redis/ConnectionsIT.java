package dev.tarn.redis;

import static dev.tarn.redis.Nodes.failure;
import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.TlsFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts connections and threads, and connects in all the ways a server can ask for. */
class ConnectionsIT {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    /** What the store says that its user needs. */
    private static final String[] RULES = {
        "~{it:*",
        "resetchannels",
        "&{it:*",
        "-@all",
        "+mget",
        "+get",
        "+set",
        "+getrange",
        "+del",
        "+hget",
        "+hset",
        "+xadd",
        "+xrange",
        "+publish",
        "+pttl",
        "+pexpire",
        "+persist",
        "+time",
        "+eval",
        "+evalsha",
        "+subscribe",
        "+unsubscribe",
        "+ping",
        "+info",
        "+hello",
        "+client"
    };

    @Test
    void connections_manyCaches_areThreeAndNoneAfterClose() {
        RedisServer server = RedisServer.shared();
        Set<String> before = Nodes.threads();
        String name = "it-" + Nodes.randomCache().cache();
        RedisStore store = Nodes.connected(Nodes.builder(server.uri()).clientName(name));
        List<BusChannel> channels = new ArrayList<>();
        List<RecordingListener> listeners = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            CacheId cache = Nodes.randomCache();
            RecordingListener listener = new RecordingListener();
            listeners.add(listener);
            channels.add(store.bus().open(cache, listener));
            get(store.open(cache).put(List.of(Envelopes.write(KEY, "v"))));
            get(store.open(cache).read(KEY));
        }
        await().until(() -> listeners.stream().allMatch(listener -> listener.connections() == 1));
        assertThat(clients(server, name)).isEqualTo(3);
        channels.forEach(BusChannel::close);
        store.close();
        store.close();
        await().untilAsserted(() -> assertThat(clients(server, name)).isZero());
        await().untilAsserted(() -> assertThat(Nodes.threads()).isSubsetOf(before));
        assertThatThrownBy(() -> store.open(Nodes.randomCache())).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> store.bus().open(Nodes.randomCache(), new RecordingListener()))
                .isInstanceOf(CacheClosedException.class);
    }

    @Test
    void close_neverConnected_leavesNoThread() {
        Set<String> before = Nodes.threads();
        try (RedisStore store = RedisStore.connect("redis://127.0.0.1:1")) {
            assertThat(store.isConnected()).isFalse();
        }
        await().untilAsserted(() -> assertThat(Nodes.threads()).isSubsetOf(before));
    }

    @Test
    void close_rightAfterItsChannels_isQuiet() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Logger lettuce = Logger.getLogger("io.lettuce.core");
        Handler handler = warningsInto(warnings);
        lettuce.addHandler(handler);
        try (RedisServer server = RedisServer.start()) {
            for (int i = 0; i < 10; i++) {
                RedisStore store = Nodes.connected(server.uri());
                RecordingListener listener = new RecordingListener();
                BusChannel channel = store.bus().open(Nodes.randomCache(), listener);
                await().until(() -> listener.connections() == 1);
                channel.close();
                store.close();
            }
        } finally {
            lettuce.removeHandler(handler);
        }
        assertThat(warnings).isEmpty();
    }

    private static Handler warningsInto(List<String> messages) {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
                    messages.add(logged.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void close_requestsUnderWay_failThem() {
        try (RedisServer server = RedisServer.start()) {
            RedisStore store = Nodes.connected(server.uri());
            RemoteTier tier = store.open(Nodes.randomCache());
            get(tier.read(KEY));
            server.command("CLIENT", "PAUSE", "3000", "ALL");
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(tier.read(KEY).toCompletableFuture());
            }
            waiting.add(tier.invalidate(List.of(KEY)).toCompletableFuture());
            store.close();
            for (CompletableFuture<?> one : waiting) {
                assertThat(failure(one)).isInstanceOf(CacheClosedException.class);
            }
        }
    }

    @Test
    void tlsAndAclUser_leastRights_doEverything(@TempDir Path folder) {
        TlsFiles files = TlsFiles.create(folder);
        try (RedisServer server = RedisServer.builder()
                        .tls(files)
                        .user("tarn", "s3cret:@/?", RULES)
                        .start();
                RedisStore store = Nodes.connected(Nodes.builder(server.uri())
                        .trustCertificates(files.certificate())
                        .watchForeignWrites(true))) {
            CacheId cache = Nodes.randomCache();
            RemoteTier tier = store.open(cache);
            RecordingListener listener = new RecordingListener();
            BusChannel channel = store.bus().open(cache, listener);
            await().until(() -> listener.connections() == 1);
            useEverything(tier, channel);
            await().until(() -> listener.messages().size() == 8);
            await().until(() -> trackers(server) == 1);
            RemoteTier foreign = store.open(new CacheId("foreign", "cache"));
            assertThat(failure(foreign.read(KEY))).hasMessage("redis: read: refused: NOPERM, the user lacks a right");
        }
    }

    @Test
    void credentials_givenApart_areUsed() {
        try (RedisServer server =
                        RedisServer.builder().user("tarn", "s3cret", RULES).start();
                RedisStore store = Nodes.connected(Nodes.builder("redis://127.0.0.1:" + server.port())
                        .credentials("tarn", "s3cret".toCharArray()))) {
            get(store.open(Nodes.randomCache()).put(List.of(Envelopes.write(KEY, "v"))));
        }
    }

    @Test
    void tls_unknownAuthority_isNotConnected(@TempDir Path folder) {
        TlsFiles files = TlsFiles.create(folder);
        try (RedisServer server = RedisServer.builder().tls(files).start();
                RedisStore store = Nodes.builder(server.uri()).build()) {
            assertThat(store.awaitConnected(Duration.ofSeconds(2))).isFalse();
        }
    }

    @Test
    void database_given_isUsed() {
        RedisServer server = RedisServer.shared();
        CacheId cache = Nodes.randomCache();
        try (RedisStore one = Nodes.connected(server.uri(3));
                RedisStore same = Nodes.connected(Nodes.builder(server.uri()).database(3));
                RedisStore other = Nodes.connected(server.uri())) {
            get(one.open(cache).put(List.of(Envelopes.write(KEY, "v"))));
            assertThat(get(same.open(cache).read(KEY)).envelope()).isNotNull();
            assertThat(get(other.open(cache).read(KEY)).envelope()).isNull();
        }
    }

    @Test
    void millis_followTheServer() {
        RedisServer server = RedisServer.shared();
        try (RedisStore store = Nodes.connected(server.uri())) {
            RemoteTier tier = store.open(Nodes.randomCache());
            long seconds = Long.parseLong(server.command("TIME").items().get(0).text());
            assertThat(tier.millis()).isBetween(seconds * 1_000 - 1_000, seconds * 1_000 + 5_000);
        }
    }

    private static void useEverything(RemoteTier tier, BusChannel channel) {
        LeaseToken token = new LeaseToken(1, 1);
        Duration lease = Duration.ofSeconds(10);
        assertThat(get(tier.read(KEY)).envelope()).isNull();
        get(tier.begin(List.of(KEY), token, lease, false));
        get(tier.begin(
                List.of(KEY), new LeaseToken(2, 2), lease, false)); // waits, so that the end of the lease is told
        assertThat(get(tier.extend(List.of(KEY), token, lease))).containsExactly(true);
        assertThat(get(tier.fill(List.of(Envelopes.write(KEY, "v", "t")), token)))
                .containsExactly(true);
        get(tier.begin(List.of(KEY), token, lease, true));
        get(tier.release(List.of(KEY), token));
        long version = get(tier.put(List.of(Envelopes.write(KEY, "w", "t"))))
                .get(0)
                .current()
                .stamp();
        assertThat(get(tier.putIf(Envelopes.write(KEY, "x"), version)).done()).isTrue();
        var tagged = get(tier.invalidateTag("t")).get(0);
        get(tier.clear());
        get(tier.invalidate(List.of(KEY)));
        get(channel.poll(tagged.current(), 10));
        var lost = get(tier.quarantine(List.of(KEY), lease)).get(0);
        Position elsewhere = new Position(
                0, lost.current().era(), lost.current().stamp(), lost.current().nonce() + 1);
        Invalidation step = new Invalidation(
                Invalidation.Operation.TAG, lost.previous(), elsewhere, List.of("t".getBytes(StandardCharsets.UTF_8)));
        assertThat(get(channel.reassert(List.of(step)))).isEqualTo(1);
    }

    private static long trackers(RedisServer server) {
        return server.command("CLIENT", "LIST")
                .text()
                .lines()
                .filter(line -> line.matches(".* flags=\\w*B\\w* .*"))
                .count();
    }

    private static long clients(RedisServer server, String name) {
        return server.command("CLIENT", "LIST")
                .text()
                .lines()
                .filter(line -> line.contains(" name=" + name + " "))
                .count();
    }
}
