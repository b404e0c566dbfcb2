package dev.tarn.spring.boot3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.redis.RedisStore;
import dev.tarn.spring.CacheEvictTag;
import dev.tarn.spring.CachePolicy;
import dev.tarn.spring.CacheableBatch;
import dev.tarn.spring.TarnCacheManager;
import dev.tarn.spring.boot.TarnEndpoint;
import dev.tarn.testing.server.RedisServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.SpringVersion;

/** The whole of it on Boot 3.5, Spring 6.2 and the Lettuce that they bring. */
class Boot3IT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An application. */
    @SpringBootApplication
    @EnableCaching
    static class Application {}

    /** What is sold. */
    public record Product(long id, String name) {}

    /** Counts its reads. */
    static class Products {
        private final AtomicInteger reads = new AtomicInteger();

        @Cacheable("products")
        @CachePolicy(ttl = "1m", tags = "'all'")
        public Product find(long id) {
            reads.incrementAndGet();
            return new Product(id, "p" + id);
        }

        @Cacheable(cacheNames = "later", sync = true)
        public CompletableFuture<Product> findLater(long id, String why) {
            return CompletableFuture.completedFuture(find(id));
        }

        @CacheableBatch(cacheNames = "products", resultKey = "id")
        public List<Product> findAll(List<Long> ids) {
            return ids.stream().map(this::find).toList();
        }

        @CachePut(cacheNames = "products", key = "#p0.id()")
        public Product save(Product product) {
            return product;
        }

        @CacheEvict("products")
        public void delete(long id) {}

        @CacheEvictTag(cacheNames = "products", tags = "'all'")
        public void deleteAll() {}

        int reads() {
            return reads.get();
        }
    }

    private static ConfigurableApplicationContext start(RedisServer redis) {
        return new SpringApplicationBuilder(Application.class, Products.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "management.endpoints.jmx.exposure.include=tarn",
                        "spring.jmx.enabled=true",
                        "spring.jmx.unique-names=true",
                        "tarn.redis.command-timeout=5s",
                        "tarn.defaults.ttl=10m",
                        "spring.data.redis.url=" + redis.uri())
                .run();
    }

    private static void joined(ConfigurableApplicationContext context) {
        TarnCacheManager manager = (TarnCacheManager) context.getBean(CacheManager.class);
        context.getBean(RedisStore.class).awaitConnected(PATIENCE);
        for (String name : manager.getCacheNames()) {
            await().atMost(PATIENCE)
                    .until(() -> manager.getCache(name)
                                    .getNativeCache()
                                    .stats()
                                    .coherence()
                                    .resets()
                            > 0);
        }
    }

    @Test
    void twoContexts_shareARedis() {
        assertThat(SpringVersion.getVersion()).startsWith("6.2");
        try (RedisServer redis = RedisServer.start();
                ConfigurableApplicationContext first = start(redis);
                ConfigurableApplicationContext second = start(redis)) {
            joined(first);
            joined(second);
            Products here = first.getBean(Products.class);
            Products there = second.getBean(Products.class);
            HealthIndicator health = first.getBean("tarnHealthIndicator", HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);

            here.find(1);
            await().atMost(PATIENCE)
                    .until(
                            () -> first.getBean(TarnEndpoint.class)
                                    .explain("products", "1")
                                    .tiers()
                                    .get(1)
                                    .state()
                                    .name(),
                            "FRESH"::equals);
            assertThat(there.find(1)).isEqualTo(new Product(1, "p1"));
            assertThat(there.reads()).isZero();
            assertThat(there.findAll(List.of(1L, 2L))).containsExactly(new Product(1, "p1"), new Product(2, "p2"));
            assertThat(there.reads()).isEqualTo(1);
            assertThat(there.findLater(3, "why").join()).isEqualTo(new Product(3, "p3"));

            here.save(new Product(1, "renamed"));
            await().atMost(PATIENCE).until(() -> there.find(1).name().equals("renamed"));
            there.find(4);
            int reads = there.reads();
            here.deleteAll();
            await().atMost(PATIENCE).until(() -> {
                there.find(4);
                return there.reads() > reads;
            });

            assertThat(first.getBean(MeterRegistry.class)
                            .find("tarn.tier.requests")
                            .functionCounters())
                    .as("shown in Micrometer by itself")
                    .isNotEmpty();

            redis.kill();
            await().atMost(PATIENCE)
                    .until(() -> health.health().getStatus().getCode().equals("DEGRADED"));
            assertThat(here.find(7)).isEqualTo(new Product(7, "p7"));
        }
    }
}
