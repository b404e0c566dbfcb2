package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKeyInvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * One call, as key generators and resolvers see it.
 *
 * @param facts of the method
 * @param parameters of the method
 * @param getTarget the implementation
 * @param arguments of the call
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and made for each call
record Invocation<A extends Annotation>(
        MethodFacts<A> facts,
        Parameters parameters,
        Object getTarget,
        @Nullable Object[] arguments) implements CacheKeyInvocationContext<A> {
    @Override
    public Method getMethod() {
        return facts.getMethod();
    }

    @Override
    public Set<Annotation> getAnnotations() {
        return facts.getAnnotations();
    }

    @Override
    public A getCacheAnnotation() {
        return facts.getCacheAnnotation();
    }

    @Override
    public String getCacheName() {
        return facts.getCacheName();
    }

    @Override
    public CacheInvocationParameter[] getAllParameters() {
        return parameters.all(arguments);
    }

    @Override
    public CacheInvocationParameter[] getKeyParameters() {
        return parameters.keys(arguments);
    }

    @Override
    public @Nullable CacheInvocationParameter getValueParameter() {
        return parameters.value(arguments);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an invocation is no " + type.getName());
    }
}
