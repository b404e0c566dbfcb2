package dev.tarn.spring;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.tarn.redis.RedisStore;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class RedisSpringIT extends SpringCacheContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static RedisServer server;

    @Configuration(proxyBeanMethods = false)
    @EnableTarnCaching(proxyTargetClass = true)
    static class Caching {
        @Bean
        Tarn tarn() {
            RedisStore store = RedisStore.builder()
                    .uri(server.uri())
                    .commandTimeout(Duration.ofSeconds(5))
                    .controlTimeout(Duration.ofSeconds(5))
                    .build();
            store.awaitConnected(PATIENCE);
            return Tarn.builder()
                    .namespace("it-" + UUID.randomUUID())
                    .remote(store)
                    .build();
        }

        @Bean
        TarnCacheManager cacheManager(Tarn tarn) {
            return TarnCacheManager.builder(tarn)
                    .defaults(CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(10)))
                    .build();
        }
    }

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    Class<?> configuration() {
        return Caching.class;
    }

    /** What is given to a cache before it has joined its log is void then. */
    @Override
    void ready(CacheManager caches) {
        for (String name : caches.getCacheNames()) {
            TarnCache cache = (TarnCache) requireNonNull(caches.getCache(name));
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> cache.getNativeCache().stats().coherence().resets() > 0);
        }
    }

    @Override
    void settled(BooleanSupplier there) {
        await().atMost(PATIENCE).until(there::getAsBoolean);
    }
}
