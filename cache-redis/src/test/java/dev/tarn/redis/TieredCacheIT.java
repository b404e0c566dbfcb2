package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.TierStats;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.server.RespReply;
import dev.tarn.tiered.Tarn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole caches on a server that dies, comes back, or holds what it should not. */
class TieredCacheIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int THREADS = 32;

    private final Map<String, Long> source = new ConcurrentHashMap<>();
    private final AtomicLong loads = new AtomicLong();
    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Tarn tarn(RedisStore store) {
        return Tarn.builder().namespace("it").remote(store).build();
    }

    private Tarn node() {
        return tarn(Nodes.builder(server.uri()).build());
    }

    private Tarn connectedNode() {
        return tarn(Nodes.connected(Nodes.builder(server.uri())));
    }

    private LoadingCache<String, Long> cache(Tarn tarn) {
        return tarn.cache("versions", String.class, Long.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .loader(CacheLoader.of(key -> {
                    loads.incrementAndGet();
                    return source.get(key);
                }))
                .build();
    }

    private static TierStats remote(LoadingCache<?, ?> cache) {
        return cache.stats().tier("remote").orElseThrow();
    }

    /** Waits until a change on the first node is seen by the second one, after it was held there. */
    private void assertUpdatesTravel(LoadingCache<String, Long> first, LoadingCache<String, Long> second) {
        await().atMost(LONG).untilAsserted(() -> {
            long value = source.merge("travel", 1L, Long::sum);
            second.get("travel");
            assertThat(first.put("travel", value)).isEqualTo(WriteStatus.APPLIED);
            assertThatCode(() -> await().atMost(Duration.ofSeconds(1)).until(() -> {
                        Long seen = second.getIfPresent("travel");
                        return seen != null && seen == value;
                    }))
                    .as("value %s has travelled", value)
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void server_startsLater_cachesServeMeanwhileAndThenShare() {
        server.stop();
        source.put("k", 1L);
        try (Tarn one = node();
                Tarn two = node()) {
            LoadingCache<String, Long> first = cache(one);
            LoadingCache<String, Long> second = cache(two);
            assertThat(first.get("k")).isEqualTo(1);
            assertThat(second.get("k")).isEqualTo(1);
            assertThat(first.invalidate("k")).isEqualTo(WriteStatus.QUEUED);

            server.restart();

            await().atMost(LONG).until(() -> first.stats().coherence().pendingInvalidations() == 0);
            assertUpdatesTravel(first, second);
        }
    }

    @Test
    void server_isKilledWhileThreadsReadAndWrite_noCallFailsAndEverythingWorksAfterTheRestart() throws Exception {
        try (Tarn one = connectedNode();
                Tarn two = connectedNode()) {
            List<LoadingCache<String, Long>> nodes = List.of(cache(one), cache(two));
            AtomicBoolean ended = new AtomicBoolean();
            AtomicLong calls = new AtomicLong();
            ExecutorService crew = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int seed = thread;
                work.add(crew.submit(() -> readAndWrite(nodes.get(seed % 2), seed, ended, calls)));
            }
            awaitCalls(calls, 2_000);
            server.kill();
            awaitCalls(calls, 2_000);
            server.restart();
            awaitCalls(calls, 2_000);
            ended.set(true);
            for (Future<?> member : work) {
                member.get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
            crew.shutdown();

            assertUpdatesTravel(nodes.get(0), nodes.get(1));
            assertUpdatesTravel(nodes.get(1), nodes.get(0));
            nodes.forEach(this::assertNewest);
        }
    }

    private static void awaitCalls(AtomicLong calls, int more) {
        long before = calls.get();
        await().atMost(LONG).until(() -> calls.get() - before >= more);
    }

    private void readAndWrite(LoadingCache<String, Long> node, int seed, AtomicBoolean ended, AtomicLong calls) {
        for (int i = seed; !ended.get(); i++) {
            String key = "k" + i % 20;
            if (i % 10 == 0) {
                long written = source.merge(key, 1L, Long::sum);
                node.invalidate(key);
                assertThat(node.get(key)).as("own write").isGreaterThanOrEqualTo(written);
            } else {
                Long value = node.get(key);
                assertThat(value == null || value <= source.get(key)).isTrue();
            }
            calls.incrementAndGet();
        }
    }

    private void assertNewest(LoadingCache<String, Long> node) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(node.stats().coherence().pendingInvalidations()).isZero();
            source.keySet().stream()
                    .filter(key -> key.startsWith("k"))
                    .forEach(key -> assertThat(node.get(key)).as(key).isEqualTo(source.get(key)));
        });
    }

    @Test
    void connection_isHalfOpen_callsAreAnsweredAndLaterChangesTravelAgain() {
        source.put("k", 1L);
        try (FaultProxy proxy = FaultProxy.to(server.address(), server.port());
                Tarn one = tarn(Nodes.connected(Nodes.builder("redis://" + proxy.address() + ":" + proxy.port())
                        .commandTimeout(Duration.ofSeconds(1))
                        .controlTimeout(Duration.ofSeconds(1))));
                Tarn two = connectedNode()) {
            LoadingCache<String, Long> first = cache(one);
            LoadingCache<String, Long> second = cache(two);
            assertUpdatesTravel(first, second);
            proxy.halfOpen();

            assertThat(first.get("k")).isEqualTo(1);
            source.put("k", 2L);
            assertThat(first.invalidate("k")).isEqualTo(WriteStatus.QUEUED);
            assertThat(first.get("k")).isEqualTo(2);
            proxy.heal();

            await().atMost(LONG).until(() -> first.stats().coherence().pendingInvalidations() == 0);
            assertUpdatesTravel(first, second);
            assertUpdatesTravel(second, first);
        }
    }

    @Test
    void bytes_thatAreNotOurs_areACountedMissAndAReload() {
        source.put("k", 7L);
        try (Tarn one = connectedNode();
                Tarn two = connectedNode();
                Tarn three = connectedNode()) {
            LoadingCache<String, Long> writer = cache(one);
            writer.put("k", 6L);
            byte[] name = storedName();
            byte[] envelope = server.command(bytes("GET"), name).bytes();
            byte[] truncated = Arrays.copyOf(envelope, envelope.length - 3);
            server.command(bytes("SET"), name, truncated);
            LoadingCache<String, Long> reader = cache(two);
            awaitSettled(reader);
            long missesBefore = remote(reader).misses();

            assertThat(reader.get("k")).isEqualTo(7);
            assertThat(remote(reader).unreadable()).isEqualTo(1);
            assertThat(remote(reader).misses()).isEqualTo(missesBefore + 1);
            await().atMost(LONG).until(() -> isOurs(server.command(bytes("GET"), name), truncated));
            server.command(bytes("SET"), name, bytes("somebody else's text"));
            LoadingCache<String, Long> another = cache(three);
            assertThat(another.get("k")).isEqualTo(7);
            assertThat(remote(another).unreadable()).isEqualTo(1);
        }
    }

    @Test
    void value_ofAnotherClass_isACountedMissAndAReload() {
        source.put("k", 7L);
        try (Tarn one = connectedNode();
                Tarn two = connectedNode()) {
            one.cache("versions", String.class, String.class)
                    .heap(Heap.maximumEntries(10))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .build()
                    .put("k", "a text where a number is expected");
            LoadingCache<String, Long> reader = cache(two);
            awaitSettled(reader);

            assertThat(reader.get("k")).isEqualTo(7);
            assertThat(remote(reader).unreadable()).isEqualTo(1);
            assertThat(reader.get("k")).isEqualTo(7);
            assertThat(loads).hasValue(1);
        }
    }

    /** Tells whether a value is there that is neither the damaged one nor a mark without a value. */
    private static boolean isOurs(RespReply stored, byte[] damaged) {
        return !stored.isNil()
                && EnvelopeHeader.isEnvelope(stored.bytes())
                && stored.bytes().length > EnvelopeHeader.LENGTH
                && !Arrays.equals(stored.bytes(), damaged);
    }

    /** Waits until a cache follows the log: what it loads while it first catches up is not kept. */
    private void awaitSettled(LoadingCache<String, Long> cache) {
        source.put("settled", 1L);
        await().atMost(LONG).until(() -> {
            cache.get("settled");
            return cache.stats().tier("heap").orElseThrow().hits() >= 3;
        });
        loads.set(0);
    }

    private byte[] storedName() {
        return server.command("KEYS", "*}v:k").items().get(0).bytes();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
