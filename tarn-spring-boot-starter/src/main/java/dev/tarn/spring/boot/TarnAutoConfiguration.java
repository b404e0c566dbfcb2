package dev.tarn.spring.boot;

import dev.tarn.redis.RedisStore;
import dev.tarn.redis.RedisStoreBuilder;
import dev.tarn.spi.Codec;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Meters;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spring.TarnCacheManager;
import dev.tarn.spring.TarnCachingConfiguration;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TarnBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Makes a {@link Tarn} and, where caching is enabled and neither the application nor {@code spring.cache.type} has chosen another, a {@link
 * TarnCacheManager}. The application's own beans go before each of these: a {@link Tarn}, a {@link RemoteStore}, an {@link InvalidationBus},
 * {@link Meters}.
 *
 * <p>The Tarn is closed when the context is, which with {@code server.shutdown=graceful} is after the last request.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration"
        })
@EnableConfigurationProperties(TarnProperties.class)
public class TarnAutoConfiguration {
    /** Creates the configuration. */
    public TarnAutoConfiguration() {}

    @Bean(destroyMethod = "") // closed by the Tarn
    @ConditionalOnMissingBean(RemoteStore.class)
    @ConditionalOnProperty(name = "tarn.redis.enabled", havingValue = "true", matchIfMissing = true)
    @Conditional(RedisIsKnown.class)
    RedisStore tarnRedisStore(
            TarnProperties properties, ObjectProvider<RedisAddress> addresses, Environment environment) {
        RedisStoreBuilder builder = RedisStore.builder();
        String url = properties.redis().url();
        RedisAddress address = url == null ? addresses.getIfAvailable() : new RedisAddress(url, null, null, null);
        if (address == null) {
            address = PlainRedisProperties.address(environment);
        }
        address.configure(builder);
        if (properties.redis().commandTimeout() != null) {
            builder.commandTimeout(properties.redis().commandTimeout());
        }
        if (properties.redis().connectTimeout() != null) {
            builder.connectTimeout(properties.redis().connectTimeout());
        }
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    Tarn tarn(
            TarnProperties properties,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<RemoteStore> stores,
            ObjectProvider<InvalidationBus> buses,
            ObjectProvider<Meters> meters,
            ObjectProvider<MetersAround> others) {
        TarnBuilder builder = Tarn.builder().namespace(properties.namespace());
        stores.ifUnique(builder::remote);
        buses.ifUnique(builder::bus);
        Meters own = meters.getIfUnique(Meters::none);
        builder.meters(others.stream().reduce(own, (heard, other) -> other.around(heard), (one, same) -> same));
        if (properties.audit() != null) {
            builder.audit(properties.audit());
        }
        Map<String, RemoteStore> remotes = NamedRemotes.open(properties.remotes(), bundles);
        remotes.forEach(builder::remote);
        if (properties.bus() != null) {
            builder.bus(NamedRemotes.bus(properties.bus(), remotes));
        }
        return builder.build();
    }

    /** What a context with {@code @EnableCaching} gets. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(CacheAspectSupport.class)
    @ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
    @Conditional(NoOtherCacheType.class)
    @Import(TarnCachingConfiguration.class)
    static class Caching {
        private static Map<String, Codec<?>> codecs(ListableBeanFactory beans) {
            Map<String, Codec<?>> codecs = new HashMap<>();
            beans.getBeansOfType(Codec.class).forEach(codecs::put);
            return codecs;
        }

        @Bean
        TarnCacheManager cacheManager(
                Tarn tarn, TarnProperties properties, Environment environment, ListableBeanFactory beans) {
            Specs specs = new Specs(properties.defaults(), properties.remotes().keySet(), codecs(beans));
            TarnCacheManager.Builder builder = TarnCacheManager.builder(tarn).defaults(specs.ofDefaults());
            properties.caches().forEach((name, cache) -> builder.cache(name, specs.of(name, cache)));
            List<String> names = NoOtherCacheType.cacheNames(environment);
            names.stream()
                    .filter(name -> !properties.caches().containsKey(name))
                    .forEach(name -> builder.cache(name, specs.ofDefaults()));
            if (!names.isEmpty()) {
                builder.onlyNamedCaches();
            }
            if (!properties.transactions()) {
                builder.ignoreTransactions();
            }
            return builder.build();
        }
    }
}
