package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Looks through the methods of all beans once, when the context is complete and before anything is called: finds the types that caches hold
 * and checks Tarn's annotations. Before that it makes Spring's cache interceptor ask the {@link TarnCacheResolver}, unless the application has
 * given it a resolver of its own. Does nothing where the cache manager is not Tarn's.
 */
final class MethodScan implements BeanPostProcessor, PriorityOrdered, SmartInitializingSingleton {
    private final ConfigurableListableBeanFactory beans;
    private final UnaryOperator<String> resolved;
    private final MethodPolicies policies;
    private final Expressions expressions;

    MethodScan(
            ConfigurableListableBeanFactory beans,
            UnaryOperator<String> resolved,
            MethodPolicies policies,
            Expressions expressions) {
        this.beans = beans;
        this.resolved = resolved;
        this.policies = policies;
        this.expressions = expressions;
    }

    /** Early: the maker of proxies, which is next, makes the interceptor when it sees its first bean. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof CacheAspectSupport interceptor) {
            CacheResolver given = interceptor.getCacheResolver();
            if (given == null) {
                // the manager must not be made yet: it is asked for when the first method is called
                interceptor.setCacheResolver(new LateResolver(beans.getBeanProvider(CacheManager.class), policies));
            } else if (given instanceof SimpleCacheResolver simple
                    && simple.getCacheManager() instanceof TarnCacheManager tarn) {
                interceptor.setCacheResolver(new TarnCacheResolver(tarn, policies)); // a CachingConfigurer has named it
            }
        }
        return bean;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!(beans.getBeanProvider(CacheManager.class).getIfUnique() instanceof TarnCacheManager manager)) {
            return;
        }
        CacheOperationSource source =
                beans.getBeanProvider(CacheOperationSource.class).getIfUnique(AnnotationCacheOperationSource::new);
        MethodTypes types = new MethodTypes();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name); // also behind proxies of interfaces
            if (type != null) {
                look(ClassUtils.getUserClass(type), source, types);
            }
        }
        manager.types(types);
        types.names().forEach(manager::getCache);
    }

    private void look(Class<?> type, CacheOperationSource source, MethodTypes types) {
        if (type.getName().startsWith("org.springframework.") || type.getName().startsWith("java.")) {
            return;
        }
        Set<Method> methods = MethodIntrospector.selectMethods(type, (Method method) -> isCached(method, type, source));
        methods.forEach(method -> note(method, type, source, types));
    }

    private static boolean isCached(Method method, Class<?> type, CacheOperationSource source) {
        return !operations(method, type, source).isEmpty()
                || AnnotatedElementUtils.hasAnnotation(method, CachePolicy.class)
                || AnnotatedElementUtils.hasAnnotation(method, CacheableBatch.class)
                || AnnotatedElementUtils.hasAnnotation(method, CacheEvictTag.class);
    }

    private static Collection<CacheOperation> operations(Method method, Class<?> type, CacheOperationSource source) {
        Collection<CacheOperation> operations = source.getCacheOperations(method, type);
        return operations == null ? List.of() : operations;
    }

    private void note(Method method, Class<?> type, CacheOperationSource source, MethodTypes types) {
        MethodPolicy policy = policies.of(method);
        BatchRule batch = AnnotatedElementUtils.hasAnnotation(method, CacheableBatch.class)
                ? BatchRule.of(method, expressions)
                : null;
        if (AnnotatedElementUtils.hasAnnotation(method, CacheEvictTag.class)) {
            EvictTagInterceptor.Rule.of(method, resolved, expressions);
        }
        boolean stores = false;
        boolean synchronous = false;
        for (CacheOperation operation : operations(method, type, source)) {
            boolean cacheable = operation instanceof CacheableOperation;
            if (isOurs(operation) && (cacheable || operation instanceof CachePutOperation)) {
                stores = true;
                synchronous |= cacheable && ((CacheableOperation) operation).isSync();
                note(method, type, operation.getCacheNames(), policy, types);
            }
        }
        if (batch != null) {
            note(method, type, Set.of(batch.cache()), policy, types);
        }
        check(policy, stores || batch != null, synchronous);
    }

    private static boolean isOurs(CacheOperation operation) {
        return !StringUtils.hasText(operation.getCacheManager()) && !StringUtils.hasText(operation.getCacheResolver());
    }

    private static void note(
            Method method, Class<?> type, Set<String> caches, @Nullable MethodPolicy policy, MethodTypes types) {
        for (String cache : caches) {
            types.add(cache, SignatureTypes.ofParameters(method, type), SignatureTypes.ofResult(method, type));
            if (policy != null) {
                types.add(cache, policy);
            }
        }
    }

    private static void check(@Nullable MethodPolicy policy, boolean stores, boolean synchronous) {
        if (policy == null) {
            return;
        }
        if (!stores) {
            throw policy.refused(
                    "there is no @Cacheable, @CachePut or @CacheableBatch of the default cache manager beside it");
        }
        if (policy.refreshes() && !synchronous) {
            throw policy.refused(
                    "staleFor and refreshAhead need @Cacheable(sync = true): only then the cache can call the method");
        }
    }
}
