package dev.tarn.jcache;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tarn.redis.RedisStore;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two managers over one Redis. */
class SharedRedisIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeClock clock = new FakeClock();
    private RedisServer server;
    private Node first;
    private Node second;

    /** A process's share: a Tarn and a manager. */
    private static final class Node implements AutoCloseable {
        private final Tarn tarn;
        private final Provided provided;
        private final Cache<String, Long> cache;

        Node(String uri) {
            RedisStore store = RedisStore.builder()
                    .uri(uri)
                    .commandTimeout(Duration.ofSeconds(5))
                    .controlTimeout(Duration.ofSeconds(5))
                    .build();
            assertThat(store.awaitConnected(PATIENCE)).isTrue();
            tarn = Tarn.builder().namespace("it").remote(store).build();
            provided = new Provided();
            cache = provided.cache(configuration().tarn(tarn));
        }

        static TarnConfiguration<String, Long> configuration() {
            TarnConfiguration<String, Long> configuration =
                    new TarnConfiguration<>(String.class, Long.class).expireAfterWrite(Duration.ofMinutes(10));
            configuration.setExpiryPolicyFactory(
                    ModifiedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(MINUTES, 5)));
            return configuration;
        }

        @Override
        public void close() {
            provided.close();
            tarn.close();
        }
    }

    @BeforeEach
    void start() {
        server = RedisServer.start();
        first = new Node(server.uri());
        second = new Node(server.uri());
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        server.close();
    }

    @Test
    void put_onOneNode_isReadOnTheOther_andARemovalIsSeen() {
        first.cache.put("a", 1L);
        assertThat(second.cache.get("a")).isEqualTo(1L);
        first.cache.put("a", 2L);
        await().atMost(PATIENCE).until(() -> second.cache.get("a") == 2L);
        assertThat(first.cache.remove("a")).isTrue();
        await().atMost(PATIENCE).until(() -> second.cache.get("a") == null);
    }

    @Test
    void conditionalChanges_ofBothNodes_areDecidedByRedis() {
        assertThat(first.cache.putIfAbsent("a", 1L)).isTrue();
        assertThat(second.cache.putIfAbsent("a", 2L)).isFalse();
        assertThat(second.cache.replace("a", 1L, 3L)).isTrue();
        assertThat(first.cache.replace("a", 1L, 4L)).isFalse();
        assertThat(first.cache.getAndRemove("a")).isEqualTo(3L);
    }

    @Test
    void processors_onBothNodes_loseNoUpdate() throws Exception {
        EntryProcessorTest.addOnAllThreads(List.of(first.cache, second.cache), 50);
        assertThat(first.cache.getAndRemove("sum")).isEqualTo(200L);
    }

    @Test
    void removeAll_onANodeThatHoldsNothing_emptiesTheOther() {
        first.cache.put("a", 1L);
        second.cache.removeAll();
        await().atMost(PATIENCE).until(() -> first.cache.get("a") == null);
    }

    @Test
    void reads_whileRedisIsAway_goOn_andChangesAreRefused() {
        TarnConfiguration<String, Long> configuration = Node.configuration().clock(clock);
        configuration.setExpiryPolicyFactory(
                TouchedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(MINUTES, 5)));
        Cache<String, Long> cache = first.provided.caches().createCache("touched", configuration.tarn(first.tarn));
        await().atMost(PATIENCE).until(() -> isHeldHereOncePut(cache));
        server.close();
        clock.advance(Duration.ofMinutes(1));
        assertThat(cache.get("a")).isEqualTo(1L);
        clock.advance(Duration.ofMinutes(5));
        assertThat(cache.get("a")).isNull();
        assertThatThrownBy(() -> cache.put("b", 1L)).isInstanceOf(CacheException.class);
    }

    /** Puts a value, and tells whether this node holds it: not if it was put while the cache looked at its log for the first time. */
    private static boolean isHeldHereOncePut(Cache<String, Long> cache) {
        cache.put("a", 1L);
        return cache.iterator().hasNext();
    }

    @Test
    void managerWithATarn_plainConfiguration_isShared() {
        Properties properties = new Properties();
        properties.put(TarnCachingProvider.TARN, first.tarn);
        try (Provided third = new Provided(properties)) {
            Cache<String, Long> cache = third.caches().createCache("others", Node.configuration());
            cache.put("a", 1L);
            assertThat(first.tarn.find("others")).isPresent();
        }
        assertThat(first.tarn.find("others")).isEmpty();
        assertThat(first.tarn.find("prices")).isPresent();
    }
}
