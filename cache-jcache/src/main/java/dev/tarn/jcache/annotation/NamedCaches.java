package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.configuration.MutableConfiguration;

/**
 * Finds a manager's caches by name, and creates those it does not have.
 *
 * @param manager has the caches
 */
record NamedCaches(CacheManager manager) implements CacheResolverFactory {
    @Override
    public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> method) {
        return resolver(method.getCacheName());
    }

    @Override
    public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> method) {
        return resolver(method.getCacheAnnotation().exceptionCacheName());
    }

    private CacheResolver resolver(String name) {
        return new CacheResolver() {
            @Override
            public <K, V> Cache<K, V> resolveCache(CacheInvocationContext<? extends Annotation> invocation) {
                return cache(name);
            }
        };
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // the specification's own signature
    private <K, V> Cache<K, V> cache(String name) {
        Cache<K, V> cache = manager.getCache(name);
        if (cache != null) {
            return cache;
        }
        try {
            return manager.createCache(name, new MutableConfiguration<K, V>());
        } catch (CacheException e) {
            Cache<K, V> meanwhile = manager.getCache(name);
            if (meanwhile == null) {
                throw e;
            }
            return meanwhile;
        }
    }
}
