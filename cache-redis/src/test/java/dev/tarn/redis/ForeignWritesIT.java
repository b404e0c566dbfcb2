package dev.tarn.redis;

import static dev.tarn.redis.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.server.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Writes past the log, as foreign programs do, and looks whether it is told. */
class ForeignWritesIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CacheId cache = Nodes.randomCache();
    private final Listener listener = new Listener();

    @Test
    void foreignSet_ofAValue_isToldAndOthersAreNot() {
        RedisServer server = RedisServer.shared();
        try (RedisStore store = watching(server, "it-watch")) {
            CacheId other = Nodes.randomCache();
            Listener otherListener = new Listener();
            store.bus().open(cache, listener);
            awaitTold(server, cache, listener, "first");
            store.bus().open(other, otherListener);
            awaitTold(server, other, otherListener, "second");

            server.command("SET", "{" + cache + ":0}g:key", "a lease");
            server.command("SET", "elsewhere", "x");
            server.command("SET", "{" + cache + ":0}v:k}ey v:", "a value");
            server.command("DEL", "{" + cache + ":0}v:k}ey v:");
            await().untilAsserted(() -> assertThat(listener.written).containsSequence("k}ey v:", "k}ey v:"));
            assertThat(listener.written).doesNotContain("key", "elsewhere", "second");
            assertThat(otherListener.written).containsOnly("second");
        }
    }

    @Test
    void ownPut_isToldAsWell() {
        RedisServer server = RedisServer.shared();
        try (RedisStore store = watching(server, "it-echo")) {
            store.bus().open(cache, listener);
            awaitTold(server, cache, listener, "first");
            get(store.open(cache).put(List.of(Envelopes.write("mine".getBytes(StandardCharsets.UTF_8), "v"))));
            await().untilAsserted(() -> assertThat(listener.written).contains("mine"));
        }
    }

    @Test
    void connectionKilled_again_isToldAgain() {
        RedisServer server = RedisServer.shared();
        String name = "it-" + cache.cache();
        try (RedisStore store = watching(server, name)) {
            BusChannel channel = store.bus().open(cache, listener);
            awaitTold(server, cache, listener, "first");
            for (String key : List.of("second", "third")) {
                assertThat(tracking(server, name)).hasSize(1);
                server.command("CLIENT", "KILL", "ID", tracking(server, name).get(0));
                awaitTold(server, cache, listener, key);
            }
            channel.close();
            int before = listener.written.size();
            server.command("SET", "{" + cache + ":0}v:fourth", "x");
            Listener later = new Listener();
            store.bus().open(cache, later);
            awaitTold(server, cache, later, "fifth");
            assertThat(listener.written).hasSize(before);
        }
    }

    private static RedisStore watching(RedisServer server, String name) {
        return Nodes.connected(Nodes.builder(server.uri()).clientName(name).watchForeignWrites(true));
    }

    /** Writes until it is told: when watching has begun is not. */
    private static void awaitTold(RedisServer server, CacheId cache, Listener listener, String key) {
        await().atMost(LONG).until(() -> {
            server.command("SET", "{" + cache + ":0}v:" + key, "foreign");
            return listener.written.contains(key);
        });
    }

    private static List<String> tracking(RedisServer server, String name) {
        return server.command("CLIENT", "LIST")
                .text()
                .lines()
                .filter(line -> line.contains(" name=" + name + " ") && line.matches(".* flags=\\w*B\\w* .*"))
                .map(line -> line.replaceAll("^id=(\\d+) .*", "$1"))
                .toList();
    }

    /** Keeps the keys that were told. */
    private static final class Listener implements BusListener {
        final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        public void onMessage(Invalidation message) {}

        @Override
        public void onConnected() {}

        @Override
        public void onDisconnected() {}

        @Override
        public void onForeignWrite(byte[] key) {
            written.add(new String(key, StandardCharsets.UTF_8));
        }
    }
}
