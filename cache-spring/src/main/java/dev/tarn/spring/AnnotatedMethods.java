package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.ParseException;

/**
 * The annotated methods of a proxy's implementation, to refuse when it is made what a context finds out when a method is first called, and to
 * name the method.
 */
final class AnnotatedMethods {
    private final Map<Method, List<CacheOperation>> methods = new LinkedHashMap<>();
    private final Map<String, Set<String>> users = new LinkedHashMap<>();

    static AnnotatedMethods of(Class<?> type, CacheOperationSource source) {
        AnnotatedMethods found = new AnnotatedMethods();
        for (Method method : MethodIntrospector.selectMethods(type, (Method any) -> true)) {
            if (method.getDeclaringClass() != Object.class) {
                found.add(method, source.getCacheOperations(method, type));
            }
        }
        return found;
    }

    private void add(Method method, @Nullable Collection<CacheOperation> operations) {
        List<CacheOperation> own = operations == null ? List.of() : List.copyOf(operations);
        CacheableBatch batch = AnnotatedElementUtils.findMergedAnnotation(method, CacheableBatch.class);
        CacheEvictTag evict = AnnotatedElementUtils.findMergedAnnotation(method, CacheEvictTag.class);
        if (own.isEmpty()
                && batch == null
                && evict == null
                && !AnnotatedElementUtils.hasAnnotation(method, CachePolicy.class)) {
            return;
        }
        methods.put(method, own);
        List<String> caches = new ArrayList<>();
        own.stream()
                .filter(AnnotatedMethods::isByDefault)
                .forEach(operation -> caches.addAll(operation.getCacheNames()));
        if (batch != null) {
            caches.add(batch.cacheNames());
        }
        if (evict != null) {
            caches.addAll(List.of(evict.cacheNames()));
        }
        caches.forEach(cache ->
                users.computeIfAbsent(cache, any -> new LinkedHashSet<>()).add(MethodPolicy.name(method)));
    }

    private static boolean isByDefault(CacheOperation operation) {
        return operation.getCacheManager().isEmpty()
                && operation.getCacheResolver().isEmpty();
    }

    /**
     * Checks what the methods name and say.
     *
     * @throws IllegalArgumentException if there are none, or one names what there is not, or has an expression that is none
     */
    void check(Class<?> type, BeanFactory beans, Expressions expressions) {
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("no method of " + type.getName()
                    + " or of its implementation has a cache" + " annotation of Spring's or Tarn's");
        }
        methods.forEach((method, operations) -> operations.forEach(operation -> {
            checkNamed(method, beans, "key generator", operation.getKeyGenerator(), KeyGenerator.class);
            checkNamed(method, beans, "cache manager", operation.getCacheManager(), CacheManager.class);
            checkNamed(method, beans, "cache resolver", operation.getCacheResolver(), CacheResolver.class);
            checkExpression(method, expressions, operation.getKey());
            checkExpression(method, expressions, operation.getCondition());
            checkExpression(method, expressions, unless(operation));
        }));
    }

    private static @Nullable String unless(CacheOperation operation) {
        if (operation instanceof CacheableOperation cacheable) {
            return cacheable.getUnless();
        }
        return operation instanceof CachePutOperation put ? put.getUnless() : null;
    }

    private static void checkNamed(Method method, BeanFactory beans, String what, String name, Class<?> type) {
        if (!name.isEmpty() && (!beans.containsBean(name) || !beans.isTypeMatch(name, type))) {
            throw refused(method, "there is no " + what + " '" + name + "'; tell the builder with bean(...)");
        }
    }

    private static void checkExpression(Method method, Expressions expressions, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return;
        }
        try {
            Object unused = expressions.parse(text);
        } catch (ParseException | IllegalStateException e) {
            throw refused(method, "'" + text + "' is no expression: " + e.getMessage());
        }
    }

    /**
     * Runs what reads the annotations and builds the caches.
     *
     * @throws IllegalArgumentException if that fails; tells which methods use which cache
     */
    void building(Runnable build) {
        try {
            build.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage() + " (methods by cache: " + users + ")", e);
        }
    }

    /**
     * Checks that there are the caches.
     *
     * @throws IllegalArgumentException if there is one that the manager does not know
     */
    void checkCaches(TarnCacheManager manager) {
        users.forEach((cache, by) -> {
            if (manager.getCache(cache) == null) {
                throw new IllegalArgumentException("the manager knows no cache '" + cache + "', which " + by + " name");
            }
        });
    }

    private static IllegalArgumentException refused(Method method, String why) {
        return new IllegalArgumentException(MethodPolicy.name(method) + ": " + why);
    }
}
