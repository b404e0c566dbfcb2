package dev.tarn.jcache.annotation;

import dev.tarn.jcache.TarnCachingProvider;
import dev.tarn.jcache.TarnConfiguration;
import dev.tarn.spi.CodecProvider;
import dev.tarn.tiered.Tarn;
import java.lang.annotation.Annotation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Builds the caches of a proxy over a Tarn by what the methods' signatures say of keys and values, once all have been read: so they can be
 * encoded wherever a tier is outside the heap. Not thread-safe until they are built.
 */
final class SignatureCaches implements CacheResolverFactory {
    private final CacheManager manager;
    private final BiConsumer<String, TarnConfiguration<GeneratedCacheKey, Object>> settings;
    private final Map<String, CacheShape> shapes = new LinkedHashMap<>();

    /**
     * Creates the builder of caches.
     *
     * @param settings is given each cache's name and configuration, to change the configuration
     */
    SignatureCaches(Tarn tarn, BiConsumer<String, TarnConfiguration<GeneratedCacheKey, Object>> settings) {
        Properties properties = new Properties();
        properties.put(TarnCachingProvider.TARN, tarn);
        this.manager = new TarnCachingProvider().getCacheManager(null, null, properties);
        this.settings = settings;
    }

    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> details) {
        shape(details.getCacheName()).add(details.getMethod(), details.getCacheAnnotation());
        return new Named(details.getCacheName());
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> details) {
        String name = details.getCacheAnnotation().exceptionCacheName();
        shape(name).addExceptions(details.getMethod());
        return new Named(name);
    }

    private CacheShape shape(String name) {
        return shapes.computeIfAbsent(name, CacheShape::new);
    }

    /**
     * Builds the caches.
     *
     * @throws IllegalArgumentException if one cannot be built
     */
    void build() {
        for (CacheShape shape : shapes.values()) {
            TarnConfiguration<GeneratedCacheKey, Object> configuration = configuration(shape);
            settings.accept(shape.name(), configuration);
            try {
                Object unused = manager.createCache(shape.name(), configuration);
            } catch (CacheException e) {
                throw new IllegalArgumentException(e.getMessage() + " (for " + shape.user() + ")", e);
            }
        }
    }

    @SuppressWarnings("unchecked") // the values are of that class
    private static TarnConfiguration<GeneratedCacheKey, Object> configuration(CacheShape shape) {
        TarnConfiguration<GeneratedCacheKey, Object> configuration =
                new TarnConfiguration<>(GeneratedCacheKey.class, (Class<Object>) shape.value());
        configuration.setStoreByValue(false);
        configuration.keyCodec(new ArgumentsKeyCodec(SignatureCaches::codecs, shape.keys()));
        return shape.isOfExceptions() ? configuration.localOnly() : configuration;
    }

    private static CodecProvider codecs() {
        return ServiceLoader.load(CodecProvider.class, CodecProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no codecs: add the artifact cache-codec to the class path"));
    }

    /** Gives one cache, once it is built. */
    private final class Named implements CacheResolver {
        private final String name;
        private volatile @Nullable Cache<?, ?> known;

        Named(String name) {
            this.name = name;
        }

        @Override
        @SuppressWarnings("unchecked") // the specification lets the caller choose
        public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> invocation) {
            Cache<?, ?> cache = known;
            if (cache == null) {
                cache = Objects.requireNonNull(manager.getCache(name), name);
                known = cache;
            }
            return (Cache<K, V>) cache;
        }
    }
}
