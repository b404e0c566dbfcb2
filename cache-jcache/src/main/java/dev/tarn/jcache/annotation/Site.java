package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import javax.cache.Cache;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheResolver;
import org.jspecify.annotations.Nullable;

/**
 * An annotated method with what its annotation works on.
 *
 * @param facts of the method
 * @param parameters of the method
 * @param target the implementation
 * @param caches finds its cache
 * @param keys makes its keys
 */
record Site<A extends Annotation>(
        MethodFacts<A> facts, Parameters parameters, Object target, CacheResolver caches, CacheKeyGenerator keys) {
    Invocation<A> invocation(@Nullable Object[] arguments) {
        return new Invocation<>(facts, parameters, target, arguments);
    }

    Cache<Object, Object> cache(Invocation<A> invocation) {
        return caches.resolveCache(invocation);
    }

    Object key(Invocation<A> invocation) {
        return keys.generateCacheKey(invocation);
    }

    @Nullable
    Object value(Invocation<A> invocation) {
        CacheInvocationParameter value = invocation.getValueParameter();
        return value == null ? null : value.getValue();
    }
}
