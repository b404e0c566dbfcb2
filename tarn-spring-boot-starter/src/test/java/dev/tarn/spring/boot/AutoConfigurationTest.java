package dev.tarn.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Explanation;
import dev.tarn.Options;
import dev.tarn.TierStats;
import dev.tarn.codec.KryoCodecs;
import dev.tarn.redis.RedisStore;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Meters;
import dev.tarn.spring.TarnCacheManager;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AutoConfigurationTest {
    private final ApplicationContextRunner plain = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CacheAutoConfiguration.class,
                    org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    DataRedisAutoConfiguration.class,
                    TarnMetersAutoConfiguration.class,
                    TarnAutoConfiguration.class,
                    TarnEndpointAutoConfiguration.class,
                    TarnHealthAutoConfiguration.class));
    private final ApplicationContextRunner runner = plain.withUserConfiguration(Caching.class);

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    static class Caching {
        @Bean
        Numbers numbers() {
            return new Numbers();
        }
    }

    /** Something to cache. */
    static class Numbers {
        @Cacheable("numbers")
        public Long twice(long number) {
            return number * 2;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnCaches {
        @Bean
        CacheManager own() {
            return new ConcurrentMapCacheManager();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Container {
        @Bean
        DataRedisConnectionDetails details() {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("localhost", 1);
                }
            };
        }
    }

    @Test
    void context_cachingIsNotEnabled_hasATarnAndNoManager() {
        plain.run(context -> assertThat(context).hasSingleBean(Tarn.class).doesNotHaveBean(CacheManager.class));
    }

    @Test
    void context_cachingIsEnabled_hasTarnsManagerAndItsOwnWays() {
        runner.run(context -> {
            assertThat(context).getBean(CacheManager.class).isInstanceOf(TarnCacheManager.class);
            assertThat(context.getBean(TarnCacheManager.class).getCacheNames()).contains("numbers");
            context.getBean(Numbers.class).twice(4);
            assertThat(context.getBean(Tarn.class)
                            .find("numbers")
                            .orElseThrow()
                            .stats()
                            .coherence()
                            .invalidationsSent())
                    .as("a miss is a fill")
                    .isZero();
        });
    }

    @Test
    void context_anotherCacheTypeIsAskedFor_hasThat() {
        runner.withPropertyValues("spring.cache.type=none")
                .run(context -> assertThat(context).getBean(CacheManager.class).isInstanceOf(NoOpCacheManager.class));
        runner.withPropertyValues("spring.cache.type=simple")
                .run(context ->
                        assertThat(context).getBean(CacheManager.class).isInstanceOf(ConcurrentMapCacheManager.class));
    }

    @Test
    void context_theApplicationHasAManager_keepsIt() {
        runner.withUserConfiguration(OwnCaches.class).run(context -> {
            assertThat(context).getBean(CacheManager.class).isInstanceOf(ConcurrentMapCacheManager.class);
            context.getBean(Numbers.class).twice(4);
            assertThat(context.getBean(CacheManager.class).getCache("numbers").get(4L))
                    .isNotNull();
        });
    }

    @Test
    void cacheNames_areTheOnlyOnes() {
        runner.withPropertyValues("spring.cache.cache-names=numbers,others", "tarn.caches.third.ttl=1m")
                .run(context -> {
                    assertThat(context.getBean(CacheManager.class).getCacheNames())
                            .containsExactlyInAnyOrder("numbers", "others", "third");
                    assertThat(context.getBean(CacheManager.class).getCache("fourth"))
                            .isNull();
                });
    }

    @Test
    void properties_ofACache_goBeforeTheDefaults() {
        runner.withPropertyValues(
                        "tarn.namespace=shop",
                        "tarn.defaults.ttl=10m",
                        "tarn.defaults.jitter=0",
                        "tarn.caches.brief.ttl=5s",
                        "tarn.caches.brief.null-values=false",
                        "tarn.caches.brief.off-heap=4MB",
                        "tarn.caches.brief.maximum-staleness=1h",
                        "tarn.caches.brief.heap-entries=10")
                .run(context -> {
                    TarnCacheManager manager = context.getBean(TarnCacheManager.class);
                    assertThat(life(manager, "brief")).isLessThanOrEqualTo(Duration.ofSeconds(5));
                    assertThat(life(manager, "any")).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
                    assertThatThrownBy(() -> manager.getCache("brief").put("k", null))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThat(manager.getCache("brief")
                                    .getNativeCache()
                                    .stats()
                                    .tier("offheap"))
                            .isPresent();
                });
    }

    private static Duration life(TarnCacheManager manager, String name) {
        manager.getCache(name).put("k", "v");
        Explanation explanation = manager.getCache(name).getNativeCache().explain("k");
        return explanation.tiers().get(0).freshFor();
    }

    @Test
    void properties_thatCannotBeMeant_stopTheStart() {
        runner.withPropertyValues("tarn.caches.numbers.heap-entries=0")
                .run(context -> assertThat(context).hasFailed());
        runner.withPropertyValues("spring.data.redis.host=localhost")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("expireAfterWrite"));
        runner.withPropertyValues("tarn.caches.numbers.key-type=java.lang.Long")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("value-type"));
    }

    @Test
    void redis_isNotGuessed() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(DataRedisConnectionDetails.class)
                .doesNotHaveBean(RedisStore.class));
    }

    @Test
    void redis_isBootsOwnOrTarns() {
        ApplicationContextRunner limited = runner.withPropertyValues("tarn.defaults.ttl=1m");
        limited.withPropertyValues("spring.data.redis.url=redis://localhost:1")
                .run(context -> assertThat(context).hasSingleBean(RedisStore.class));
        limited.withPropertyValues("tarn.redis.url=redis://localhost:1")
                .run(context -> assertThat(context).hasSingleBean(RedisStore.class));
        limited.withUserConfiguration(Container.class)
                .run(context -> assertThat(context).hasSingleBean(RedisStore.class));
        limited.withPropertyValues("spring.data.redis.host=localhost", "tarn.redis.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(RedisStore.class));
    }

    @Test
    void health_ofAnUnreachableRedis_isDegradedAndTheCachesServe() {
        runner.withPropertyValues("tarn.defaults.ttl=1m", "tarn.redis.url=redis://localhost:1")
                .run(context -> {
                    assertThat(context.getBean(Numbers.class).twice(4)).isEqualTo(8);
                    assertThat(context.getBean("tarnHealthIndicator", HealthIndicator.class)
                                    .health()
                                    .getStatus()
                                    .getCode())
                            .isEqualTo("DEGRADED");
                });
        runner.run(context -> assertThat(context.getBean("tarnHealthIndicator", HealthIndicator.class)
                        .health()
                        .getStatus()
                        .getCode())
                .isEqualTo("UP"));
    }

    @Test
    void remotes_byName_areThoseOfTheCachesThatNameThem() {
        runner.withPropertyValues(
                        "tarn.defaults.ttl=1m",
                        "tarn.remotes.sessions.uri=redis://localhost:1",
                        "tarn.remotes.pages.uri=memcached://localhost:1",
                        "tarn.caches.numbers.remote=sessions",
                        "tarn.caches.texts.remote=pages",
                        "tarn.caches.here.remote=false")
                .run(context -> {
                    Tarn tarn = context.getBean(Tarn.class);
                    assertThat(tarn.namedRemotes()).containsOnlyKeys("sessions", "pages");
                    TarnCacheManager manager = context.getBean(TarnCacheManager.class);
                    assertThat(tiers(manager, "numbers")).contains("remote");
                    assertThat(tiers(manager, "texts")).contains("remote");
                    assertThat(tiers(manager, "here")).containsExactly("heap");
                    assertThat(tiers(manager, "others")).containsExactly("heap");
                    assertThat(context.getBean("tarnHealthIndicator", HealthIndicator.class)
                                    .health()
                                    .getDetails())
                            .containsEntry("remotes", Map.of("sessions", "away", "pages", "away"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Codecs {
        @Bean
        Codec<Long> plainNumbers() {
            return new KryoCodecs().values(Long.class);
        }
    }

    @Test
    void refreshCodecAndBus_byProperties_areTaken() {
        runner.withUserConfiguration(Codecs.class)
                .withPropertyValues(
                        "tarn.defaults.ttl=1m",
                        "tarn.remotes.messages.uri=redis://localhost:1",
                        "tarn.bus=messages",
                        "tarn.caches.numbers.codec=plainNumbers",
                        "tarn.caches.numbers.refresh-ahead=0.5")
                .run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues("tarn.defaults.ttl=1m", "tarn.caches.numbers.refresh-ahead=1.5")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("refreshAhead"));
        runner.withUserConfiguration(Codecs.class)
                .withPropertyValues("tarn.caches.numbers.codec=texts")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("tarn.caches.numbers.codec is 'texts'")
                        .hasStackTraceContaining("[plainNumbers]"));
        runner.withPropertyValues("tarn.remotes.messages.uri=redis://localhost:1", "tarn.bus=message")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("tarn.bus is 'message'")
                        .hasStackTraceContaining("[messages]"));
    }

    private static List<String> tiers(TarnCacheManager manager, String name) {
        return manager.getCache(name).getNativeCache().stats().tiers().stream()
                .map(TierStats::tier)
                .toList();
    }

    @Test
    void remotes_thatCannotBeMeant_stopTheStart() {
        ApplicationContextRunner limited = runner.withPropertyValues("tarn.defaults.ttl=1m");
        limited.withPropertyValues(
                        "tarn.remotes.sessions.uri=redis://localhost:1", "tarn.caches.numbers.remote=session")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("tarn.caches.numbers.remote is 'session'")
                        .hasStackTraceContaining("[sessions]"));
        limited.withPropertyValues("tarn.remotes.sessions.username=u")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("tarn.remotes.sessions.uri is missing"));
        limited.withPropertyValues("tarn.remotes.sessions.uri=nonsense")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("tarn.remotes.sessions: "));
        limited.withPropertyValues(
                        "tarn.remotes.pages.uri=memcached://localhost:1", "tarn.remotes.pages.ssl.bundle=shop")
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("tarn.remotes.pages: "));
        plain.withPropertyValues("tarn.remotes.pages.uri=memcached://localhost:1")
                .withClassLoader(new FilteredClassLoader("dev.tarn.memcached"))
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("needs dev.tarn:cache-memcached"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Metrics {
        @Bean
        SimpleMeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    @Test
    void meters_ofARegistry_areThere() {
        runner.withUserConfiguration(Metrics.class).run(context -> {
            context.getBean(Numbers.class).twice(4);
            assertThat(context.getBean(MeterRegistry.class)
                            .get("tarn.tier.requests")
                            .tags("cache", "numbers", "tier", "heap", "outcome", "miss")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        });
        runner.run(context -> assertThat(context).doesNotHaveBean(Meters.class));
    }

    @Test
    void endpoint_explainsAndInvalidates() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=tarn")
                .run(context -> {
                    Tarn tarn = context.getBean(Tarn.class);
                    TarnEndpoint endpoint = new TarnEndpoint(tarn);
                    context.getBean(Numbers.class).twice(4);
                    context.getBean(TarnCacheManager.class)
                            .getCache("numbers")
                            .getNativeCache()
                            .put("text", 1L, Options.tagged("t"));
                    assertThat(endpoint.caches()).containsOnlyKeys("numbers");
                    assertThat(state(endpoint, "4")).isEqualTo(Explanation.State.FRESH);
                    assertThat(state(endpoint, "5")).isEqualTo(Explanation.State.MISSING);
                    assertThat(endpoint.explain("none", "5")).isNull();
                    assertThat(endpoint.invalidate("numbers", "4", null)).isEqualTo(Map.of("key", "APPLIED"));
                    assertThat(state(endpoint, "4")).isEqualTo(Explanation.State.MISSING);
                    endpoint.invalidate("numbers", null, "t");
                    assertThat(state(endpoint, "text")).isNotEqualTo(Explanation.State.FRESH);
                    assertThat(endpoint.invalidate("numbers", null, null)).containsKey("all");
                });
    }

    private static Explanation.State state(TarnEndpoint endpoint, String key) {
        return endpoint.explain("numbers", key).tiers().get(0).state();
    }

    @Test
    void endpoint_readsTextsAsWhatTheyMayMean() {
        String uuid = new UUID(1, 2).toString();
        assertThat(TarnEndpoint.meanings("7")).containsExactly("7", 7L, 7);
        assertThat(TarnEndpoint.meanings(uuid)).containsExactly(uuid, new UUID(1, 2));
        assertThat(TarnEndpoint.meanings("a")).containsExactly("a");
    }
}
