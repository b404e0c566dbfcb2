package dev.tarn.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Meters;
import dev.tarn.spi.Meters.Audit;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Makes values in a real Redis differ from what a node serves, by hand and by writes, and looks what the audit says. */
class AuditIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final CacheId ID = new CacheId("audit", "texts");
    private static final CacheId ELSEWHERE = new CacheId("audit", "elsewhere");

    private final Clock clock = Clock.system();
    private final List<Audit> verdicts = new CopyOnWriteArrayList<>();
    private final RedisServer server = RedisServer.start();
    private final FaultProxy link = FaultProxy.to("127.0.0.1", server.port());
    private final Tarn audited = tarn("redis://" + link.address() + ":" + link.port(), new Recorder());
    private final Tarn other = tarn(server.uri(), Meters.CacheMeters.NONE);
    private final Cache<String, String> cache = cache(audited, ID);

    private final class Recorder implements Meters.CacheMeters {
        @Override
        public void audited(Object key, Audit verdict, long ageNanos) {
            verdicts.add(verdict);
        }
    }

    private static Tarn tarn(String uri, Meters.CacheMeters meters) {
        return Tarn.builder()
                .namespace(ID.namespace())
                .remote(Nodes.connected(RedisStore.builder().uri(uri).commandTimeout(Duration.ofSeconds(5))))
                .audit(Duration.ofMillis(20))
                .meters((id, stats) -> meters)
                .build();
    }

    private static Cache<String, String> cache(Tarn tarn, CacheId id) {
        return tarn.cache(id.cache(), String.class, String.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofHours(1))
                .maximumStaleness(BOUND)
                .build();
    }

    @AfterEach
    void stop() {
        audited.close();
        other.close();
        link.close();
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String redisKey(CacheId cache) {
        return "{" + cache + ":0}v:k";
    }

    /** Puts another value under the key, behind the back of the protocol, under the version that was there or the next one. */
    private void alter(int ahead) {
        cache(other, ELSEWHERE).put("k", "forged");
        byte[] stamp = server.command(bytes("GETRANGE"), bytes(redisKey(ID)), bytes("4"), bytes("15"))
                .bytes();
        stamp[stamp.length - 1] += (byte) ahead;
        server.command("COPY", redisKey(ELSEWHERE), redisKey(ID), "REPLACE");
        server.command(bytes("SETRANGE"), bytes(redisKey(ID)), bytes("4"), stamp);
    }

    /** Reads until a verdict has come; something is done between the reads now and then. */
    private void readUntil(Audit verdict, Runnable nowAndThen) {
        AtomicInteger reads = new AtomicInteger();
        await().atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    cache.getIfPresent("k");
                    if (reads.incrementAndGet() % 50 == 0) {
                        nowAndThen.run();
                    }
                    return verdicts.contains(verdict);
                });
    }

    @Test
    void value_alteredInRedis_isReported() {
        cache.put("k", "v");
        readUntil(Audit.AGREES, () -> {});
        alter(0);
        readUntil(Audit.APART, () -> {});

        assertThat(verdicts).doesNotContain(Audit.BEHIND);
    }

    @Test
    void version_plantedInRedis_isReportedAsNewer() {
        cache.put("k", "v");
        readUntil(Audit.AGREES, () -> {});
        alter(1);
        readUntil(Audit.BEHIND, () -> {});

        assertThat(verdicts).doesNotContain(Audit.APART);
    }

    @Test
    void writes_inFlight_areSeenAndNotReported() {
        Cache<String, String> writer = cache(other, ID);
        writer.put("k", "v");
        link.latency(FaultProxy.Direction.TO_CLIENT, Duration.ofMillis(50)); // so long a change is under way to here
        for (int i = 0; i < 3; i++) {
            readUntil(Audit.SETTLED, () -> writer.put("k", String.valueOf(clock.nanos())));
            assertThat(verdicts).noneMatch(Audit::isDivergence);
            verdicts.clear();
        }
    }
}
