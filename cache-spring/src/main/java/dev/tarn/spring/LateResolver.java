package dev.tarn.spring;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleCacheResolver;

/** Resolves by the cache manager of the context, which is asked for when the first method is called: Tarn's own way, or Spring's. */
final class LateResolver implements CacheResolver {
    private final ObjectProvider<CacheManager> managers;
    private final MethodPolicies policies;
    private volatile @Nullable CacheResolver resolver;

    LateResolver(ObjectProvider<CacheManager> managers, MethodPolicies policies) {
        this.managers = managers;
        this.policies = policies;
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        CacheResolver known = resolver;
        if (known == null) {
            CacheManager manager = managers.getObject();
            known = manager instanceof TarnCacheManager tarn
                    ? new TarnCacheResolver(tarn, policies)
                    : new SimpleCacheResolver(manager);
            resolver = known;
        }
        return known.resolveCaches(context);
    }
}
