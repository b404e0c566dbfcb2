package dev.tarn.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.memcached.MemcachedStore;
import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The meters of servers, by a store on real ones. */
class ServerMetersIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private MemcachedStore store(MemcachedServer... servers) {
        StringBuilder uri = new StringBuilder("memcached://").append(servers[0].uri());
        for (int i = 1; i < servers.length; i++) {
            uri.append(',').append(servers[i].uri());
        }
        MemcachedStore store = MemcachedStore.builder()
                .uri(uri.toString())
                .commandTimeout(Duration.ofSeconds(2))
                .controlTimeout(Duration.ofSeconds(2))
                .build();
        assertThat(store.awaitConnected(LONG)).isTrue();
        return store;
    }

    private Tarn tarn(MemcachedStore store) {
        return Tarn.builder()
                .namespace("shop")
                .remote(store)
                .meters(TarnMeters.of(registry))
                .build();
    }

    private static Cache<String, String> cache(Tarn tarn) {
        return tarn.cache("texts", String.class, String.class)
                .heap(Heap.maximumEntries(1))
                .expireAfterWrite(Duration.ofHours(1))
                .build();
    }

    private double figure(String name, MemcachedServer server) {
        Meter meter = registry.get(name)
                .tags("namespace", "shop", "store", "memcached", "server", server.uri())
                .meter();
        return meter.measure().iterator().next().getValue();
    }

    private Timer requests(MemcachedServer server, String operation, String outcome) {
        return registry.get("tarn.server.requests")
                .tags("server", server.uri(), "operation", operation, "outcome", outcome)
                .timer();
    }

    @Test
    void requests_areTimedByServerAndOperation_andGoWithTheTarn() {
        try (MemcachedServer one = MemcachedServer.start();
                MemcachedServer two = MemcachedServer.start();
                Tarn tarn = tarn(store(one, two))) {
            Cache<String, String> cache = cache(tarn);
            for (int i = 0; i < 100; i++) {
                cache.put("key " + i, "value");
            }
            for (int i = 0; i < 100; i++) {
                cache.getIfPresent("key " + i);
            }
            long reads = 0;
            for (MemcachedServer server : new MemcachedServer[] {one, two}) {
                Timer timer = requests(server, "read", "success");
                reads += timer.count();
                assertThat(timer.count()).as("each has a share of the keys").isGreaterThan(10);
                assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
                assertThat(timer.takeSnapshot().histogramCounts()).hasSizeGreaterThan(10);
                assertThat(requests(server, "put", "success").count()).isPositive();
                assertThat(figure("tarn.server.up", server)).isEqualTo(1);
                assertThat(figure("tarn.server.timeouts", server)).isZero();
                assertThat(figure("tarn.server.reconnects", server)).isZero();
                assertThat(figure("tarn.server.evictions", server)).isZero();
            }
            assertThat(reads).isBetween(90L, 100L);
        }
        assertThat(registry.find("tarn.server.up").meters()).isEmpty();
        assertThat(registry.find("tarn.server.requests").meters()).isEmpty();
    }

    @Test
    void pausedServer_isSeenInTimeoutsAndPending_aKilledOneInReconnects() {
        try (MemcachedServer server = MemcachedServer.start();
                Tarn tarn = tarn(store(server))) {
            Cache<String, String> cache = cache(tarn);
            cache.getIfPresent("key");
            server.pause();
            await().atMost(LONG).until(() -> {
                cache.getIfPresent("key");
                return figure("tarn.server.pending", server) > 0
                        && figure("tarn.server.pending.size", server) > 0
                        && figure("tarn.server.timeouts", server) > 0;
            });
            server.kill();
            await().atMost(LONG).until(() -> figure("tarn.server.up", server) == 0);
            cache.getIfPresent("key");
            assertThat(figure("tarn.server.failures", server)).isPositive();
            server.restart();
            await().atMost(LONG).until(() -> figure("tarn.server.up", server) == 1);
            assertThat(figure("tarn.server.reconnects", server)).isPositive();
            assertThat(registry.get("tarn.server.requests")
                            .tags("outcome", "failure")
                            .timers())
                    .isNotEmpty();
        }
    }

    @Test
    void evictions_areAskedForAndShown() {
        try (MemcachedServer server =
                        MemcachedServer.builder().memory(2).options("-f", "2").start();
                Tarn tarn = tarn(store(server))) {
            String large = "x".repeat(100_000);
            for (int i = 0; i < 100; i++) {
                server.command("set key" + i + " 0 0 " + large.length(), large);
            }
            assertThat(tarn.cacheNames()).isEmpty();
            await().atMost(LONG).until(() -> figure("tarn.server.evictions", server) > 0);
        }
    }

    @Test
    void twoStoresOfOneNamespace_theSecondIsNotMeasured() {
        try (MemcachedServer server = MemcachedServer.start();
                Tarn first = tarn(store(server))) {
            int before = registry.find("tarn.server.up").meters().size();
            Tarn second = tarn(store(server));
            second.close();
            assertThat(before).isEqualTo(1);
            assertThat(registry.find("tarn.server.up").meters()).hasSize(1);
            assertThat(first.cacheNames()).isEmpty();
        }
    }
}
