package dev.tarn.spring.boot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.redis.RedisStore;
import dev.tarn.testing.server.RedisCluster;
import dev.tarn.testing.server.RedisSentinel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Redis behind Sentinel and as a Cluster, found by Boot's own properties; run with every version of Boot. */
public class TopologiesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {}

    @Test
    protected void sentinel_ofBootsProperties_isShared() {
        try (RedisSentinel sentinel = RedisSentinel.start()) {
            String nodes = sentinel.uri().replaceAll("^redis-sentinel://|/0#.*$", "");
            share(
                    "spring.data.redis.sentinel.master=" + sentinel.masterName(),
                    "spring.data.redis.sentinel.nodes=" + nodes);
        }
    }

    @Test
    protected void cluster_ofBootsProperties_isShared() {
        try (RedisCluster cluster = RedisCluster.start()) {
            share("spring.data.redis.cluster.nodes=" + cluster.addresses());
        }
    }

    /** Two applications see each other's values and changes. */
    private static void share(String... properties) {
        try (ConfigurableApplicationContext here = start(properties);
                ConfigurableApplicationContext there = start(properties)) {
            assertThat(here.getBean(RedisStore.class).awaitConnected(PATIENCE)).isTrue();
            assertThat(there.getBean(RedisStore.class).awaitConnected(PATIENCE)).isTrue();
            Cache first = cache(here);
            Cache second = cache(there);
            first.put("k", "v");
            await().atMost(PATIENCE).until(() -> second.get("k", String.class), "v"::equals);
            first.put("k", "w");
            await().atMost(PATIENCE).until(() -> second.get("k", String.class), "w"::equals);
        }
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("tarn.defaults.ttl=10m", "tarn.redis.command-timeout=5s")
                .properties(properties)
                .run();
    }

    private static Cache cache(ConfigurableApplicationContext context) {
        return requireNonNull(context.getBean(CacheManager.class).getCache("texts"));
    }
}
