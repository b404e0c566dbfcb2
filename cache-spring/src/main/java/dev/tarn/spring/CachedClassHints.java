package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Tells a native image of the classes that the annotated methods of all beans lead to: outside the heap their objects are taken apart and put
 * together by reflection. Registered in {@code aot.factories}; does nothing in a context without a {@link TarnCacheManager}.
 */
final class CachedClassHints implements BeanFactoryInitializationAotProcessor {
    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        if (beans.getBeanNamesForType(TarnCacheManager.class, true, false).length == 0) {
            return null;
        }
        Set<Class<?>> cached = new LinkedHashSet<>();
        CacheOperationSource source = new AnnotationCacheOperationSource();
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type != null && !type.getName().startsWith("org.springframework.")) {
                collect(ClassUtils.getUserClass(type), source, cached);
            }
        }
        Set<Class<?>> reached = ReachedClasses.from(cached);
        return reached.isEmpty()
                ? null
                : (generation, code) -> reached.forEach(type -> ReachedClasses.register(
                        type, generation.getRuntimeHints().reflection()));
    }

    private static void collect(Class<?> type, CacheOperationSource source, Set<Class<?>> cached) {
        for (Method method : MethodIntrospector.selectMethods(type, (Method any) -> stores(any, type, source))) {
            cached.addAll(SignatureTypes.ofResult(method, type));
            cached.addAll(SignatureTypes.ofParameters(method, type));
        }
    }

    private static boolean stores(Method method, Class<?> type, CacheOperationSource source) {
        if (AnnotatedElementUtils.hasAnnotation(method, CacheableBatch.class)) {
            return true;
        }
        Collection<CacheOperation> operations = source.getCacheOperations(method, type);
        return operations != null
                && operations.stream()
                        .anyMatch(operation ->
                                operation instanceof CacheableOperation || operation instanceof CachePutOperation);
    }
}
