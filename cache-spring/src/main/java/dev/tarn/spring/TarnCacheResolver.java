package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Map<BasicOperation, Resolved> resolved = new ConcurrentHashMap<>();

    TarnCacheResolver(TarnCacheManager manager, MethodPolicies policies) {
        this.manager = manager;
        this.policies = policies;
    }

    /**
     * What is known of an operation.
     *
     * @param method the method that it was first asked for; nearly always the only one
     * @param target the class that it was first called on
     * @param policy what that class says of that method
     */
    private record Resolved(List<TarnCache> caches, Method method, Class<?> target, Optional<MethodPolicy> policy) {
        @SuppressWarnings("ReferenceEquality") // an equal method that is not the same one is only looked up again
        boolean isOf(CacheOperationInvocationContext<?> context) {
            return context.getTarget().getClass() == target && context.getMethod() == method;
        }
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        BasicOperation operation = context.getOperation();
        Resolved known = resolved.get(operation);
        if (known == null) {
            known = resolve(context);
            resolved.put(operation, known);
        }
        if (operation instanceof CacheableOperation) {
            return reading(known.caches, saying(known, context));
        }
        if (operation instanceof CachePutOperation) {
            return writing(known.caches, saying(known, context));
        }
        return known.caches;
    }

    private Saying saying(Resolved known, CacheOperationInvocationContext<?> context) {
        Optional<MethodPolicy> policy = known.isOf(context) ? known.policy : policies.known(context);
        return policy.isEmpty() ? Saying.NOTHING : policies.saying(policy.get(), context);
    }

    private static Collection<? extends Cache> reading(List<TarnCache> caches, Saying saying) {
        if (caches.size() == 1) {
            return Collections.singleton(new InvocationCache(caches.get(0), saying));
        }
        InvocationCache[] views = new InvocationCache[caches.size()];
        int last = views.length - 1;
        views[last] = new InvocationCache(caches.get(last), saying);
        for (int i = last - 1; i >= 0; i--) {
            views[i] = new FollowedCache(caches.get(i), saying, views[i + 1]);
        }
        return List.of(views);
    }

    private static List<? extends Cache> writing(List<TarnCache> caches, Saying saying) {
        return saying == Saying.NOTHING
                ? caches
                : caches.stream().map(cache -> new WritingCache(cache, saying)).toList();
    }

    private Resolved resolve(CacheOperationInvocationContext<?> context) {
        BasicOperation operation = context.getOperation();
        List<TarnCache> caches = new ArrayList<>();
        for (String name : operation.getCacheNames()) {
            caches.add(named(manager.getCache(name), name, operation));
        }
        return new Resolved(
                List.copyOf(caches), context.getMethod(), context.getTarget().getClass(), policies.known(context));
    }

    private static TarnCache named(@Nullable TarnCache cache, String name, BasicOperation operation) {
        if (cache == null) {
            throw new IllegalArgumentException("Cannot find cache named '" + name + "' for " + operation);
        }
        return cache;
    }
}
