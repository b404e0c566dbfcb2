package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.cache.annotation.CacheInvocationParameter;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;

/** The parameters of a method: which make the key, and which is the value to put. */
final class Parameters {
    private static final int NONE = -1;

    private final Class<?>[] types;
    private final List<Set<Annotation>> annotations = new ArrayList<>();
    private final List<Integer> keys = new ArrayList<>();
    private final int value;

    /**
     * Reads a method's parameters.
     *
     * @param puts whether one of them is the value to put
     * @throws IllegalArgumentException if it is not clear which
     */
    Parameters(Method method, boolean puts) {
        types = method.getParameterTypes();
        for (Annotation[] ofOne : method.getParameterAnnotations()) {
            annotations.add(Set.of(ofOne));
        }
        value = puts ? value(method) : NONE;
        for (int position = 0; position < types.length; position++) {
            if (has(position, CacheKey.class)) {
                keys.add(position);
            }
        }
        if (keys.isEmpty()) {
            for (int position = 0; position < types.length; position++) {
                if (position != value) {
                    keys.add(position);
                }
            }
        }
    }

    private int value(Method method) {
        List<Integer> marked = new ArrayList<>();
        for (int position = 0; position < types.length; position++) {
            if (has(position, CacheValue.class)) {
                marked.add(position);
            }
        }
        if (marked.size() == 1) {
            return marked.get(0);
        }
        if (marked.isEmpty() && types.length == 1) {
            return 0;
        }
        throw new IllegalArgumentException(
                method + " has @CachePut and " + marked.size() + " parameters with @CacheValue, it must have one");
    }

    private boolean has(int position, Class<? extends Annotation> type) {
        return annotations.get(position).stream().anyMatch(type::isInstance);
    }

    /** Returns the types of what makes the key, in its order. */
    List<Class<?>> keyTypes() {
        return keys.stream().<Class<?>>map(position -> types[position]).toList();
    }

    /** Returns the type of the value to put; null if there is none. */
    @Nullable
    Class<?> valueType() {
        return value == NONE ? null : types[value];
    }

    CacheInvocationParameter[] all(@Nullable Object[] arguments) {
        CacheInvocationParameter[] all = new CacheInvocationParameter[types.length];
        for (int position = 0; position < all.length; position++) {
            all[position] = one(position, arguments);
        }
        return all;
    }

    CacheInvocationParameter[] keys(@Nullable Object[] arguments) {
        return keys.stream().map(position -> one(position, arguments)).toArray(CacheInvocationParameter[]::new);
    }

    @Nullable
    CacheInvocationParameter value(@Nullable Object[] arguments) {
        return value == NONE ? null : one(value, arguments);
    }

    private Parameter one(int position, @Nullable Object[] arguments) {
        return new Parameter(types[position], arguments[position], annotations.get(position), position);
    }
}
