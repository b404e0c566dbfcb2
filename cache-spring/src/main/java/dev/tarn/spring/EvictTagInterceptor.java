package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;

/** Carries out {@link CacheEvictTag}. */
final class EvictTagInterceptor implements MethodInterceptor {
    private final ObjectProvider<CacheManager> managers;
    private final UnaryOperator<String> resolved;
    private final Expressions expressions;
    private final Supplier<CacheErrorHandler> errors;
    private final Map<Method, Rule> rules = new ConcurrentHashMap<>();

    /** What an annotation says. */
    record Rule(List<String> caches, List<Expression> tags, boolean before) {
        static Rule of(Method method, UnaryOperator<String> resolved, Expressions expressions) {
            CacheEvictTag annotation =
                    requireNonNull(AnnotatedElementUtils.findMergedAnnotation(method, CacheEvictTag.class));
            if (annotation.cacheNames().length == 0 || annotation.tags().length == 0) {
                throw refused(method, "it names no cache or no tag");
            }
            try {
                return new Rule(
                        List.of(annotation.cacheNames()),
                        Stream.of(annotation.tags())
                                .map(resolved)
                                .map(expressions::parse)
                                .toList(),
                        annotation.beforeInvocation());
            } catch (ParseException | IllegalArgumentException e) {
                throw refused(method, "tags are " + List.of(annotation.tags()) + ": " + e.getMessage());
            }
        }

        private static IllegalArgumentException refused(Method method, String why) {
            return new IllegalArgumentException("@CacheEvictTag on " + MethodPolicy.name(method) + ": " + why);
        }
    }

    EvictTagInterceptor(
            ObjectProvider<CacheManager> managers,
            UnaryOperator<String> resolved,
            Expressions expressions,
            Supplier<CacheErrorHandler> errors) {
        this.managers = managers;
        this.resolved = resolved;
        this.expressions = expressions;
        this.errors = errors;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = requireNonNull(invocation.getThis());
        Rule rule = rules.computeIfAbsent(
                AopUtils.getMostSpecificMethod(invocation.getMethod(), target.getClass()),
                method -> Rule.of(method, resolved, expressions));
        Expressions.Root root = new Expressions.Root(invocation.getMethod(), target, invocation.getArguments());
        if (rule.before()) {
            evict(rule, root, Map.of());
            return invocation.proceed();
        }
        Object result = invocation.proceed();
        if (result instanceof CompletableFuture<?> future) {
            return future.whenComplete((value, failure) -> {
                if (failure == null) {
                    evict(rule, root, result(value));
                }
            });
        }
        ReactiveAdapter adapter = ReactiveEnd.adapterOf(result);
        if (adapter != null) {
            return ReactiveEnd.followed(adapter, requireNonNull(result), value -> evict(rule, root, result(value)));
        }
        evict(rule, root, result(result));
        return result;
    }

    private static Map<String, Object> result(@Nullable Object value) {
        return value == null ? Map.of() : Map.of("result", value);
    }

    private void evict(Rule rule, Expressions.Root root, Map<String, Object> variables) {
        List<String> tags = Expressions.texts(rule.tags(), expressions.context(root, variables));
        for (String name : rule.caches()) {
            TarnCache cache = Managers.cache(managers, name);
            tags.forEach(tag -> evict(cache, tag));
        }
    }

    private void evict(TarnCache cache, String tag) {
        try {
            cache.evictTag(tag);
        } catch (RuntimeException e) {
            errors.get().handleCacheEvictError(e, cache, tag);
        }
    }
}
