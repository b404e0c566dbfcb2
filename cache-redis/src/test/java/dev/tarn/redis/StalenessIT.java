package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.CacheLoader;
import dev.tarn.FreshnessTicket;
import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The declared bound on a real server behind a link that fails. */
class StalenessIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final Map<String, Long> source = new ConcurrentHashMap<>();
    private final AtomicLong loads = new AtomicLong();
    private RedisServer server;
    private FaultProxy link;
    private Tarn near;
    private Tarn far;
    private LoadingCache<String, Long> writer;
    private LoadingCache<String, Long> reader;

    @BeforeEach
    void start() {
        server = RedisServer.start();
        link = FaultProxy.to("127.0.0.1", server.port());
        near = tarn(server.uri());
        far = tarn("redis://" + link.address() + ":" + link.port());
        writer = cache(near);
        reader = cache(far);
        source.put("k", 1L);
        await().atMost(LONG)
                .until(() -> reader.get("k") == 1 && reader.stats().coherence().resets() > 0);
        reader.get("k");
    }

    @AfterEach
    void stop() {
        near.close();
        far.close();
        link.close();
        server.close();
    }

    private static Tarn tarn(String uri) {
        return Tarn.builder()
                .namespace("it")
                .remote(Nodes.connected(RedisStore.builder().uri(uri)))
                .build();
    }

    private LoadingCache<String, Long> cache(Tarn tarn) {
        return tarn.cache("bounded", String.class, Long.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(Duration.ofDays(1))
                .maximumStaleness(BOUND)
                .loader(CacheLoader.of(key -> {
                    loads.incrementAndGet();
                    return source.get(key);
                }))
                .build();
    }

    private long change(String key) {
        source.merge(key, 1L, Long::sum);
        assertThat(writer.invalidate(key)).isEqualTo(WriteStatus.APPLIED);
        return Clock.system().nanos();
    }

    /** Reads for some time; what is read the bound after the acknowledgement, or later, must be new. */
    private void assertNoReadBeyondTheBound(long acknowledgedAt, long expected, Duration howLong) {
        for (long now = Clock.system().nanos();
                now - acknowledgedAt < howLong.toNanos();
                now = Clock.system().nanos()) {
            long seen = reader.get("k");
            boolean isLate = now - acknowledgedAt >= BOUND.toNanos();
            assertThat(seen).isGreaterThanOrEqualTo(isLate ? expected : expected - 1);
        }
    }

    @Test
    void get_linkIsHalfOpen_neverReturnsWhatWasChangedTheBoundAgo() {
        link.halfOpen();
        long acknowledgedAt = change("k");

        assertNoReadBeyondTheBound(acknowledgedAt, 2, BOUND.multipliedBy(3));

        assertThat(reader.stats().coherence().doubtNanos())
                .as("the link had to be in the way")
                .isPositive();
        link.heal();
        await().atMost(LONG).until(() -> reader.stats().coherence().proofAgeNanos() < BOUND.toNanos());
        assertThat(reader.get("k")).isEqualTo(2);
    }

    @Test
    void get_linkIsCutForLongerThanTheBound_loadsNothingThatWasNotChanged() {
        List<String> keys = IntStream.range(0, 500).mapToObj(i -> "key" + i).toList();
        keys.forEach(key -> source.put(key, 1L));
        await().atMost(LONG).until(() -> {
            long before = loads.get();
            reader.getAll(keys);
            return loads.get() == before;
        });
        link.refuse();
        link.cutAll();
        await().atMost(LONG)
                .until(() -> reader.stats().coherence().proofAgeNanos()
                        > BOUND.multipliedBy(2).toNanos());
        link.heal();
        await().atMost(LONG).until(() -> reader.stats().coherence().proofAgeNanos() < BOUND.toNanos());
        loads.set(0);

        assertThat(reader.getAll(keys)).hasSize(500);

        assertThat(loads).hasValue(0);
        assertThat(reader.stats().coherence().resets()).as("nothing was voided").isEqualTo(1);
    }

    @Test
    void get_withATicket_seesTheChangeThoughNoMessageComes() {
        FreshnessTicket before = writer.freshnessTicket();
        assertThat(before).isEqualTo(FreshnessTicket.NONE);
        for (int i = 0; i < 100; i++) {
            long version = source.merge("k", 1L, Long::sum);
            writer.invalidate("k");
            FreshnessTicket ticket =
                    FreshnessTicket.parse(writer.freshnessTicket().toString());

            assertThat(reader.get("k", ticket)).isEqualTo(version);
        }
    }

    @Test
    void server_isFlushed_whatWasHeldIsLoadedAgainWithinTheBound() {
        change("k");
        reader.get("k");
        server.command("FLUSHALL");
        source.put("k", 7L);
        long flushedAt = Clock.system().nanos();

        await().atMost(BOUND).until(() -> reader.get("k") == 7L);

        assertThat(Duration.ofNanos(Clock.system().nanos() - flushedAt)).isLessThan(BOUND.plusMillis(500));
    }
}
