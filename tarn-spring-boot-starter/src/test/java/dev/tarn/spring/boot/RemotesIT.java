package dev.tarn.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.spring.TarnCacheManager;
import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;

/** Three remote tiers in one application: two servers of Redis and a Memcached. */
class RemotesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {}

    @Test
    void caches_eachInTheRemoteThatItNames_areFoundThereByAnotherContext() {
        try (RedisServer main = RedisServer.start();
                RedisServer other = RedisServer.start();
                MemcachedServer memcached = MemcachedServer.start()) {
            ApplicationContextRunner runner = new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(TarnAutoConfiguration.class))
                    .withUserConfiguration(Caching.class)
                    .withPropertyValues(
                            "tarn.defaults.ttl=10m",
                            "tarn.redis.url=" + main.uri(),
                            "tarn.redis.command-timeout=5s",
                            "tarn.remotes.other.uri=" + other.uri(),
                            "tarn.remotes.other.command-timeout=5s",
                            "tarn.remotes.pages.uri=memcached://" + memcached.uri(),
                            "tarn.remotes.pages.command-timeout=5s",
                            "tarn.caches.there.remote=other",
                            "tarn.caches.pages.remote=pages");
            runner.run(context -> {
                connected(context);
                for (String name : new String[] {"here", "there", "pages"}) {
                    cache(context, name).put("k", "of " + name);
                }
                other.kill();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(health(context).details())
                                .containsEntry("remote", "connected")
                                .containsEntry("remotes", Map.of("other", "away", "pages", "connected")));
                assertThat(health(context).status()).isEqualTo(TarnHealth.DEGRADED);
                other.restart();
            });
            runner.run(context -> {
                connected(context);
                held(context, "here");
                held(context, "pages");
                assertThat(cache(context, "there").get("k"))
                        .as("its server has forgotten everything")
                        .isNull();
                assertThat(main.command("KEYS", "*there*").toString()).doesNotContain("there");
            });
        }
    }

    private static void held(AssertableApplicationContext context, String name) {
        await().atMost(PATIENCE).until(() -> cache(context, name).get("k", String.class), ("of " + name)::equals);
    }

    private static TarnHealth health(AssertableApplicationContext context) {
        return TarnHealth.of(context.getBean(Tarn.class));
    }

    private static void connected(AssertableApplicationContext context) {
        await().atMost(PATIENCE).until(() -> health(context).status(), "UP"::equals);
    }

    private static org.springframework.cache.Cache cache(AssertableApplicationContext context, String name) {
        return Objects.requireNonNull(context.getBean(TarnCacheManager.class).getCache(name));
    }
}
