package dev.tarn.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;

/**
 * Gives each invocation the caches that its operation names, as it is to see them. Thread-safe.
 */
final class TarnCacheResolver implements CacheResolver {
    private final TarnCacheManager manager;
    private final MethodPolicies policies;
    private final Map<BasicOperation, List<TarnCache>> resolved = new ConcurrentHashMap<>();

    TarnCacheResolver(TarnCacheManager manager, MethodPolicies policies) {
        this.manager = manager;
        this.policies = policies;
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        BasicOperation operation = context.getOperation();
        List<TarnCache> caches = resolved.get(operation);
        if (caches == null) {
            caches = resolve(operation);
            resolved.put(operation, caches);
        }
        if (operation instanceof CacheableOperation) {
            Saying saying = policies.saying(context);
            return caches.size() == 1
                    ? List.of(new InvocationCache(caches.get(0), saying, null))
                    : each(caches, saying);
        }
        if (operation instanceof CachePutOperation) {
            Saying saying = policies.saying(context);
            return saying == Saying.NOTHING
                    ? caches
                    : caches.stream()
                            .map(cache -> new WritingCache(cache, saying))
                            .toList();
        }
        return caches;
    }

    private static List<Cache> each(List<TarnCache> caches, Saying saying) {
        Cache[] views = new Cache[caches.size()];
        InvocationCache next = null;
        for (int i = views.length - 1; i >= 0; i--) {
            next = new InvocationCache(caches.get(i), saying, next);
            views[i] = next;
        }
        return List.of(views);
    }

    private List<TarnCache> resolve(BasicOperation operation) {
        List<TarnCache> caches = new ArrayList<>();
        for (String name : operation.getCacheNames()) {
            caches.add(named(manager.getCache(name), name, operation));
        }
        return List.copyOf(caches);
    }

    private static TarnCache named(@Nullable TarnCache cache, String name, BasicOperation operation) {
        if (cache == null) {
            throw new IllegalArgumentException("Cannot find cache named '" + name + "' for " + operation);
        }
        return cache;
    }
}
