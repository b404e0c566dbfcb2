package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** What the signatures of the methods that share a cache say of its keys and values. Not thread-safe. */
final class CacheShape {
    private final String name;
    private @Nullable List<Class<?>> keys;
    private @Nullable Class<?> value;
    private @Nullable Method keysOf;
    private @Nullable Method valueOf;

    CacheShape(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Returns the types of what makes a key, in its order. */
    List<Class<?>> keys() {
        return keys == null ? List.of() : keys;
    }

    /** Returns the class of the values; {@code Object} if no method says. */
    Class<?> value() {
        return value == null ? Object.class : value;
    }

    /** Tells whether what is kept are exceptions. */
    boolean isOfExceptions() {
        return value == Throwable.class;
    }

    /** Returns a method that uses the cache, for messages. */
    @Nullable
    Method user() {
        return valueOf == null ? keysOf : valueOf;
    }

    /**
     * Adds what a method says.
     *
     * @throws IllegalArgumentException if another one says otherwise, or there is nothing to keep
     */
    void add(Method method, Annotation annotation) {
        Parameters parameters = new Parameters(method, annotation instanceof CachePut);
        if (!(annotation instanceof CacheRemoveAll)) {
            addKeys(method, parameters);
        }
        Class<?> type = annotation instanceof CacheResult ? result(method) : parameters.valueType();
        if (type != null) {
            addValue(method, boxed(type));
        }
    }

    /** Adds a method whose exceptions are kept. */
    void addExceptions(Method method) {
        addKeys(method, new Parameters(method, false));
        addValue(method, Throwable.class);
    }

    private void addKeys(Method method, Parameters parameters) {
        List<Class<?>> types =
                parameters.keyTypes().stream().<Class<?>>map(CacheShape::boxed).toList();
        if (keys != null && !keys.equals(types)) {
            throw contradiction("keys", types, method, keys, keysOf);
        }
        keys = types;
        keysOf = method;
    }

    private void addValue(Method method, Class<?> type) {
        if (value != null && value != type) {
            throw contradiction("values", type, method, value, valueOf);
        }
        value = type;
        valueOf = method;
    }

    private IllegalArgumentException contradiction(
            String what, Object one, Method method, Object other, @Nullable Method otherMethod) {
        return new IllegalArgumentException("cache '" + name + "' has " + what + " of " + one + " in " + method
                + ", but of " + other + " in " + otherMethod + ": they need caches of their own");
    }

    private static Class<?> result(Method method) {
        Class<?> type = method.getReturnType();
        if (type == void.class || CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    method + " has @CacheResult, but a " + type.getName() + " is no value to keep");
        }
        return type;
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
