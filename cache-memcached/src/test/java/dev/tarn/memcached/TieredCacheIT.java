package dev.tarn.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.redis.RedisPubSubBus;
import dev.tarn.redis.RedisStore;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole caches on Memcached: two nodes, with the store's own log or a Redis bus between them. */
class TieredCacheIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final Map<String, Long> source = new ConcurrentHashMap<>();
    private final AtomicLong loads = new AtomicLong();
    private MemcachedServer server;

    @BeforeEach
    void start() {
        server = MemcachedServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Tarn node() {
        return Tarn.builder()
                .namespace("it")
                .remote(Nodes.connected(Nodes.builder(server)))
                .build();
    }

    private Tarn boundedNode(String uri) {
        return Tarn.builder()
                .namespace("it")
                .remote(Nodes.connected(MemcachedStore.builder().uri(uri)))
                .build();
    }

    private LoadingCache<String, Long> cache(Tarn tarn) {
        return tarn.cache("values", String.class, Long.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .loader(CacheLoader.of(this::load))
                .build();
    }

    private LoadingCache<String, Long> bounded(Tarn tarn, Duration bound) {
        return tarn.cache("values", String.class, Long.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .maximumStaleness(bound)
                .loader(CacheLoader.of(this::load))
                .build();
    }

    private Long load(String key) {
        loads.incrementAndGet();
        return source.getOrDefault(key, 0L);
    }

    @Test
    void twoNodes_ownLog_seeEachOthersChangesAndLoadOnce() {
        try (Tarn one = node();
                Tarn two = node()) {
            assertChangesTravel(cache(one), cache(two));
        }
    }

    @Test
    void twoNodes_redisBus_seeEachOthersChangesAndLoadOnce() {
        try (RedisServer redis = RedisServer.start();
                RedisPubSubBus first = bus(redis);
                RedisPubSubBus second = bus(redis);
                Tarn one = node(first);
                Tarn two = node(second)) {
            assertChangesTravel(cache(one), cache(two));
        }
    }

    private static RedisPubSubBus bus(RedisServer redis) {
        RedisPubSubBus bus = RedisStore.builder()
                .uri(redis.uri())
                .controlTimeout(Duration.ofSeconds(5))
                .buildBus();
        assertThat(bus.awaitConnected(LONG)).isTrue();
        return bus;
    }

    private Tarn node(RedisPubSubBus bus) {
        return Tarn.builder()
                .namespace("it")
                .remote(Nodes.connected(Nodes.builder(server)))
                .bus(bus)
                .build();
    }

    private void assertChangesTravel(LoadingCache<String, Long> first, LoadingCache<String, Long> second) {
        // the first look at the log voids what was under way before it
        await().atMost(LONG).until(() -> first.stats().coherence().resets() > 0);
        await().atMost(LONG).until(() -> second.stats().coherence().resets() > 0);
        source.put("k", 1L);
        assertThat(first.get("k")).isEqualTo(1);
        assertThat(second.get("k")).isEqualTo(1);
        assertThat(loads).as("the second node finds it in Memcached").hasValue(1);
        source.put("k", 2L);
        assertThat(first.invalidate("k")).isEqualTo(WriteStatus.APPLIED);
        assertThat(first.get("k")).isEqualTo(2);
        await().atMost(LONG).until(() -> second.get("k") == 2);
        assertThat(second.put("k", 3L)).isEqualTo(WriteStatus.APPLIED);
        await().atMost(LONG).until(() -> first.get("k") == 3);
        assertThat(first.put("t", 4L, Options.none().tags("red"))).isEqualTo(WriteStatus.APPLIED);
        assertThat(second.get("t")).isEqualTo(4);
        source.put("t", 5L);
        assertThat(second.invalidateTag("red")).isEqualTo(WriteStatus.APPLIED);
        assertThat(second.get("t")).isEqualTo(5);
        await().atMost(LONG).until(() -> first.get("t") == 5);
        source.put("k", 6L);
        assertThat(first.clear()).isEqualTo(WriteStatus.APPLIED);
        assertThat(first.get("k")).isEqualTo(6);
        await().atMost(LONG).until(() -> second.get("k") == 6);
    }

    @Test
    void build_boundThatTheBusCannotGive_isRefusedWithWhatItCan() {
        try (Tarn one = boundedNode(Nodes.uri(server))) {
            assertThatThrownBy(() -> bounded(one, Duration.ofMillis(299)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maximumStaleness PT0.299S")
                    .hasMessageContaining("PT0.3S");
            assertThat(bounded(one, Duration.ofMillis(300)).get("k")).isZero();
        }
    }

    @Test
    void bound_readerCutOff_servesNothingOlder() {
        try (FaultProxy link = FaultProxy.to(server.address(), server.port());
                Tarn near = boundedNode(Nodes.uri(server));
                Tarn far = boundedNode("memcached://" + link.address() + ":" + link.port())) {
            LoadingCache<String, Long> writer = bounded(near, BOUND);
            LoadingCache<String, Long> reader = bounded(far, BOUND);
            source.put("k", 1L);
            await().atMost(LONG).until(() -> reader.get("k") == 1);
            link.halfOpen();
            source.put("k", 2L);
            await().atMost(LONG).until(() -> writer.invalidate("k") == WriteStatus.APPLIED);
            long acknowledged = Clock.system().millis();
            await().atMost(LONG).until(() -> {
                long asked = Clock.system().millis();
                long seen = reader.get("k");
                assertThat(seen == 2 || asked - acknowledged <= BOUND.toMillis())
                        .as("seen %d, %d ms after it was changed", seen, asked - acknowledged)
                        .isTrue();
                return asked - acknowledged > 2 * BOUND.toMillis();
            });
            link.heal();
            source.put("k", 3L);
            await().atMost(LONG).until(() -> writer.invalidate("k") == WriteStatus.APPLIED);
            await().atMost(LONG).until(() -> reader.get("k") == 3);
        }
    }

    @Test
    void server_restartedEmpty_cachesServeMeanwhileAndThenShareAgain() {
        try (Tarn one = node();
                Tarn two = node()) {
            LoadingCache<String, Long> first = cache(one);
            LoadingCache<String, Long> second = cache(two);
            source.put("k", 1L);
            assertThat(first.get("k")).isEqualTo(1);
            assertThat(second.get("k")).isEqualTo(1);
            server.kill();
            source.put("k", 2L);
            await().atMost(LONG).until(() -> first.invalidate("k") == WriteStatus.QUEUED);
            assertThat(first.get("k")).isEqualTo(2);
            server.restart();
            await().atMost(LONG).until(() -> first.stats().coherence().pendingInvalidations() == 0);
            await().atMost(LONG).until(() -> second.get("k") == 2);
            source.put("k", 3L);
            assertThat(second.invalidate("k")).isEqualTo(WriteStatus.APPLIED);
            await().atMost(LONG).until(() -> first.get("k") == 3);
        }
    }
}
