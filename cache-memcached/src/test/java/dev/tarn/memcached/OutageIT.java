package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.failure;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.CacheClosedException;
import dev.tarn.CacheTimeoutException;
import dev.tarn.StoreException;
import dev.tarn.spi.Begun;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.ServerStats;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.contract.RecordingListener;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.fault.FaultProxy.Direction;
import dev.tarn.testing.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Takes the server, or the way to it, away and gives it back. */
class OutageIT {
    private static final byte[] KEY = bytes("key");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final CacheId cache = Nodes.randomCache();
    private MemcachedServer server;

    @BeforeEach
    void start() {
        server = MemcachedServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static MemcachedStoreBuilder through(FaultProxy proxy) {
        return MemcachedStore.builder().uri("memcached://" + proxy.address() + ":" + proxy.port());
    }

    @Test
    void build_serverDown_failsAtOnceAndHeals() {
        server.stop();
        try (MemcachedStore store = Nodes.builder(server).build()) {
            RemoteTier tier = store.open(cache);
            CompletableFuture<?> read = tier.read(KEY).toCompletableFuture();
            assertThat(read).isCompletedExceptionally();
            assertThat(failure(read))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("read: not connected")
                    .hasNoCause();
            assertThat(failure(read).getStackTrace()).isEmpty();
            assertThat(failure(tier.invalidate(List.of(KEY)))).hasMessageContaining("not connected");
            assertThat(failure(tier.put(List.of(Envelopes.write(KEY, "v"))))).hasMessageContaining("not connected");
            assertThat(store.isConnected()).isFalse();
            server.restart();
            assertThat(store.awaitConnected(LONG)).isTrue();
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            assertThat(Envelopes.text(get(tier.read(KEY)).envelope())).isEqualTo("v");
        }
    }

    @Test
    void build_hostUnknown_failsAtOnceAndClosesAtOnce() {
        try (MemcachedStore store = MemcachedStore.connect("memcached://no-such-host.invalid:11211")) {
            assertThat(failure(store.open(cache).read(KEY))).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void kill_andRestart_failsMeanwhileThenGoesOnInANewEra() {
        try (MemcachedStore store = connected(Nodes.builder(server))) {
            RemoteTier tier = store.open(cache);
            RecordingListener listener = new RecordingListener();
            BusChannel channel = store.bus().open(cache, listener);
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            Position before = get(tier.read(KEY)).head();
            await().atMost(LONG).until(() -> listener.connections() == 1);
            server.kill();
            await().atMost(LONG).until(() -> !store.isConnected());
            assertThat(failure(tier.read(KEY))).isInstanceOf(StoreException.class);
            server.restart();
            assertThat(store.awaitConnected(LONG)).isTrue();
            assertThat(get(tier.read(KEY)).envelope()).isNull();
            Polled polled = get(channel.poll(before, 10));
            assertThat(polled).isInstanceOf(Polled.Reset.class);
            assertThat(polled.head().era()).isNotEqualTo(before.era());
            await().atMost(LONG).until(() -> listener.connections() == 2);
            assertThat(store.servers().get(0).reconnects()).isEqualTo(1);
            Position step = get(tier.invalidate(List.of(KEY))).get(0).current();
            await().atMost(LONG).until(() -> listener.at(List.of(step)).size() == 1);
        }
    }

    @Test
    void kill_whileNobodyAsksAnything_isNoticedAndHeals() {
        try (MemcachedStore store = connected(Nodes.builder(server))) {
            long answered = store.servers().get(0).operations();
            server.restart();
            await().atMost(LONG).until(() -> store.servers().get(0).reconnects() == 1);
            assertThat(store.awaitConnected(LONG)).isTrue();
            assertThat(store.servers().get(0).operations()).isGreaterThan(answered);
        }
    }

    @Test
    void fill_serverRestartedEmptyMeanwhile_isRefusedAndNothingOldIsRead() {
        try (MemcachedStore store = connected(Nodes.builder(server))) {
            RemoteTier tier = store.open(cache);
            LeaseToken late = Nodes.token();
            assertThat(get(tier.begin(List.of(KEY), late, LEASE, false)).get(0)).isInstanceOf(Begun.Leased.class);
            server.kill();
            await().atMost(LONG).until(() -> !store.isConnected());
            server.restart();
            assertThat(store.awaitConnected(LONG)).isTrue();
            // a new process counts its cas numbers from the beginning: the lease of another has the number of the first
            // one
            assertThat(get(tier.begin(List.of(KEY), Nodes.token(), LEASE, false))
                            .get(0))
                    .isInstanceOf(Begun.Leased.class);
            assertThat(get(tier.fill(List.of(Envelopes.write(KEY, "old")), late)))
                    .containsExactly(false);
            assertThat(get(tier.read(KEY)).envelope()).isNull();
        }
    }

    @Test
    void pause_ofTheServer_endsInTimeOutsThenInRefusalsAndHeals() {
        MemcachedStoreBuilder builder = MemcachedStore.builder()
                .uri(Nodes.uri(server))
                .commandTimeout(Duration.ofMillis(300))
                .controlTimeout(Duration.ofMillis(400));
        try (MemcachedStore store = connected(builder)) {
            RemoteTier tier = store.open(cache);
            get(tier.put(List.of(Envelopes.write(KEY, "v"))));
            server.pause();
            await().atMost(LONG).until(() -> isLate(tier.read(KEY).toCompletableFuture()));
            List<CompletableFuture<?>> reads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                reads.add(tier.read(KEY).toCompletableFuture());
            }
            CompletableFuture<?> written = tier.invalidate(List.of(KEY)).toCompletableFuture();
            for (CompletableFuture<?> read : reads) {
                assertThat(failure(read)).isInstanceOf(StoreException.class).hasMessageContaining("read");
            }
            assertThat(failure(written)).isInstanceOf(StoreException.class);
            await("nobody waits for a server that says nothing").atMost(LONG).until(() -> {
                CompletableFuture<?> read = tier.read(KEY).toCompletableFuture();
                return read.isCompletedExceptionally()
                        && failure(read).getMessage().contains("not connected");
            });
            assertThat(store.servers().get(0).timeouts()).isPositive();
            server.resume();
            assertThat(store.awaitConnected(LONG)).isTrue();
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> get(tier.invalidate(List.of(KEY))));
            assertThat(get(tier.read(KEY)).envelope()).isNull();
        }
    }

    private static boolean isLate(CompletableFuture<?> read) {
        return read.handle((found, failure) -> failure instanceof CacheTimeoutException)
                .completeOnTimeout(false, 10, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void halfOpen_connection_isGivenUpForANewOne() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore store = connected(through(proxy))) {
            RemoteTier tier = store.open(cache);
            proxy.halfOpen();
            assertThat(failure(tier.read(KEY))).isInstanceOf(CacheTimeoutException.class);
            await().atMost(LONG).until(() -> {
                failure(tier.read(KEY));
                return store.servers().get(0).reconnects() > 0;
            });
            proxy.heal();
            await().atMost(LONG).ignoreExceptions().untilAsserted(() -> get(tier.invalidate(List.of(KEY))));
        }
    }

    @Test
    void lateAnswer_afterALongRest_costsNoConnection() {
        AtomicLong nanos = new AtomicLong();
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore store = connected(
                        through(proxy).commandTimeout(Duration.ofMillis(100)).clock(movedBy(nanos)))) {
            RemoteTier tier = store.open(cache);
            get(tier.read(KEY));
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
            proxy.hold(Direction.TO_CLIENT);
            CompletableFuture<?> read = tier.read(KEY).toCompletableFuture();
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(101));
            assertThat(failure(read)).isInstanceOf(CacheTimeoutException.class);
            proxy.heal();
            get(tier.read(KEY));
            assertThat(store.servers().get(0).reconnects()).isZero();
        }
    }

    /** Returns a clock whose nanoseconds pass only when they are moved. */
    private static Clock movedBy(AtomicLong nanos) {
        return new Clock() {
            @Override
            public long nanos() {
                return nanos.get();
            }

            @Override
            public long millis() {
                return Clock.system().millis();
            }
        };
    }

    @Test
    void longQueue_serverLost_allFailAndNobodyIsForgotten() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore store = connected(through(proxy)
                        .maximumBatchKeys(1)
                        .commandTimeout(Duration.ofSeconds(60))
                        .controlTimeout(Duration.ofSeconds(5)))) {
            RemoteTier tier = store.open(cache);
            get(tier.read(KEY));
            proxy.hold(Direction.TO_CLIENT);
            List<CompletableFuture<?>> reads = new ArrayList<>();
            for (int i = 0; i < 16_000; i++) {
                reads.add(tier.read(KEY).toCompletableFuture());
            }
            proxy.reset();
            for (CompletableFuture<?> read : reads) {
                assertThat(failure(read)).isInstanceOf(StoreException.class);
            }
        }
    }

    @Test
    void write_lostOnTheWay_isNotRepeatedOnTheNextConnection() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore slow = connected(
                        through(proxy).commandTimeout(Duration.ofSeconds(10)).controlTimeout(Duration.ofSeconds(10)));
                MemcachedStore quick = connected(Nodes.builder(server))) {
            RemoteTier tier = slow.open(cache);
            RemoteTier other = quick.open(cache);
            get(tier.put(List.of(Envelopes.write(KEY, "first"))));
            proxy.bandwidth(Direction.TO_SERVER, 500_000);
            List<CompletableFuture<?>> held = new ArrayList<>();
            for (int i = 0;
                    i < 40;
                    i++) { // more than the sockets hold: one is half written, others wait in the client's queue
                held.add(tier.put(List.of(Envelopes.write(largeKey(i), "v"))).toCompletableFuture());
                held.add(tier.invalidate(List.of(KEY)).toCompletableFuture());
            }
            assertThat(slow.servers().get(0).pendingBytes())
                    .as("bytes that wait in the client")
                    .isGreaterThan(10_000_000);
            proxy.reset();
            for (CompletableFuture<?> one : held) {
                assertThat(failure(one)).isInstanceOf(StoreException.class);
            }
            get(other.put(List.of(Envelopes.write(KEY, "second"))));
            proxy.heal();
            assertThat(slow.awaitConnected(LONG)).isTrue();
            // were one request of the former connection sent on this one, the answers would belong to others from there
            // on
            for (int i = 0; i < 50; i++) {
                byte[] key = bytes("k" + i);
                get(tier.put(List.of(Envelopes.write(key, "v" + i))));
                assertThat(Envelopes.text(get(tier.read(key)).envelope())).isEqualTo("v" + i);
            }
            assertThat(Envelopes.text(get(other.read(KEY)).envelope())).isEqualTo("second");
            assertThat(slow.servers().get(0).reconnects()).isEqualTo(1);
        }
    }

    /** Returns a key that is not its own name, so that each item of it is large, too. */
    private static byte[] largeKey(int number) {
        byte[] key = new byte[250_000];
        key[0] = (byte) number;
        return key;
    }

    @Test
    void slowServer_queueIsFull_refusesAtOnceAndHoldsNoMore() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore store = connected(through(proxy)
                        .maximumPendingBytes(2 << 20)
                        .commandTimeout(Duration.ofSeconds(10))
                        .controlTimeout(Duration.ofSeconds(10)))) {
            RemoteTier tier = store.open(cache);
            proxy.hold(Direction.TO_SERVER);
            LeaseToken token = Nodes.token();
            List<CompletableFuture<?>> held = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                held.add(tier.begin(List.of(KEY), token, LEASE, false).toCompletableFuture());
            }
            assertThat(held.get(held.size() - 1)).isCompletedExceptionally();
            assertThat(failure(held.get(held.size() - 1))).hasMessageContaining("are under way");
            ServerStats stats = store.servers().get(0);
            assertThat(stats.pending()).isLessThanOrEqualTo(16_384 + 1);
            assertThat(stats.pendingBytes()).isLessThan(3 << 20);
            proxy.heal();
            await().atMost(LONG).until(() -> store.servers().get(0).pending() == 0);
        }
    }

    @Test
    void slowServer_largeValues_areRefusedBeforeTheyFillTheHeap() {
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                MemcachedStore store = connected(through(proxy)
                        .binary(true)
                        .maximumPendingBytes(4 << 20)
                        .commandTimeout(Duration.ofSeconds(10))
                        .controlTimeout(Duration.ofSeconds(10)))) {
            RemoteTier tier = store.open(cache);
            List<CompletableFuture<?>> written = new ArrayList<>();
            proxy.hold(Direction.TO_SERVER);
            for (int i = 0; i < 100; i++) {
                written.add(tier.put(List.of(Envelopes.write(largeKey(i), "v"))).toCompletableFuture());
                assertThat(store.servers().get(0).pendingBytes()).isLessThan(4 << 20);
            }
            assertThat(store.servers().get(0).failures()).isGreaterThan(75);
            proxy.heal();
            assertThat(failure(written.get(99))).hasMessageContaining("bytes are under way");
            get(written.get(0));
        }
    }

    @Test
    void threeServers_oneIsKilled_itsShareFailsAndTheOthersKeepTheirs() {
        try (ServerSet servers = new ServerSet(3);
                MemcachedStore store = connected(Nodes.builder(servers.all()))) {
            RemoteTier tier = store.open(cache);
            List<byte[]> keys = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                keys.add(bytes("k" + i));
            }
            get(tier.put(keys.stream().map(key -> Envelopes.write(key, "v")).toList()));
            servers.all()[1].kill();
            await().atMost(LONG).until(() -> !store.isConnected());
            int failed = 0;
            for (byte[] key : keys) {
                failed += tier.read(key)
                        .handle((read, failure) -> failure == null ? 0 : 1)
                        .toCompletableFuture()
                        .join();
            }
            assertThat(failed).isBetween(1, 45);
            servers.all()[1].restart();
            assertThat(store.awaitConnected(LONG)).isTrue();
            long found = keys.stream()
                    .filter(key -> get(tier.read(key)).envelope() != null)
                    .count();
            assertThat(found).isEqualTo(keys.size() - failed);
        }
    }

    @Test
    void close_underWay_failsAndLeavesNoThread() {
        MemcachedStore store = connected(Nodes.builder(server).name("closing"));
        RemoteTier tier = store.open(cache);
        server.pause();
        await().atMost(LONG).until(() -> {
            CompletableFuture<?> held = tier.read(KEY).toCompletableFuture();
            if (held.completeOnTimeout(null, 300, TimeUnit.MILLISECONDS).join() != null) {
                return false; // the pause had not begun yet
            }
            CompletableFuture<?> read = tier.read(KEY).toCompletableFuture();
            store.close();
            assertThat(failure(read)).isInstanceOf(CacheClosedException.class);
            return true;
        });
        store.close();
        server.resume();
        await().atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("tarn-closing")));
    }
}
