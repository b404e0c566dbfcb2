package dev.tarn.spring;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Finds the policies of methods and keeps them. Thread-safe. */
final class MethodPolicies {
    private final UnaryOperator<String> resolved;
    private final Expressions expressions;
    private final Map<Class<?>, Map<Method, Optional<MethodPolicy>>> known = new ConcurrentHashMap<>();

    /**
     * Creates the finder.
     *
     * @param resolved resolves placeholders
     */
    MethodPolicies(UnaryOperator<String> resolved, Expressions expressions) {
        this.resolved = resolved;
        this.expressions = expressions;
    }

    /** Returns what a policy says of a call. */
    Saying saying(MethodPolicy policy, CacheOperationInvocationContext<?> call) {
        return policy.saying(expressions, new Expressions.Root(call.getMethod(), call.getTarget(), call.getArgs()));
    }

    /** Returns the policy of the method that is called, if it has one. */
    Optional<MethodPolicy> known(CacheOperationInvocationContext<?> call) {
        return known(call.getTarget().getClass(), call.getMethod());
    }

    /** Returns the policy of a method as a class has it: an interface's method has as many as there are classes. */
    private Optional<MethodPolicy> known(Class<?> target, Method method) {
        Map<Method, Optional<MethodPolicy>> ofTarget = known.get(target);
        if (ofTarget == null) {
            ofTarget = known.computeIfAbsent(target, any -> new ConcurrentHashMap<>());
        }
        Optional<MethodPolicy> policy = ofTarget.get(method);
        if (policy == null) {
            policy = Optional.ofNullable(of(AopUtils.getMostSpecificMethod(method, target)));
            ofTarget.put(method, policy);
        }
        return policy;
    }

    /**
     * Returns the policy of a method, or null if it has none.
     *
     * @throws IllegalArgumentException if it is wrong
     */
    @Nullable
    MethodPolicy of(Method method) {
        CachePolicy annotation = AnnotatedElementUtils.findMergedAnnotation(method, CachePolicy.class);
        return annotation == null ? null : MethodPolicy.of(method, annotation, resolved, expressions);
    }
}
