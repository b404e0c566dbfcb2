package dev.tarn.jcache.annotation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSR-107's {@code @CacheResult}, {@code @CachePut}, {@code @CacheRemove} and {@code @CacheRemoveAll} work on an interface, without a
 * container. Annotations may stand on the implementation's methods and class or on the interface's; the implementation's go first.
 *
 * <pre>{@code
 * Catalogue cached = CachedProxy.of(Catalogue.class, new DatabaseCatalogue(), manager);
 * }</pre>
 *
 * <p>Calls that the implementation makes to itself do not go through the proxy. Null is not cached. A cache that the manager does not have is
 * created when it is first needed, as the specification has it: untyped, by value.
 */
public final class CachedProxy {
    private CachedProxy() {}

    /**
     * Wraps an implementation. What the annotations say is read and checked here, once.
     *
     * @param type the interface
     * @param implementation does the work; as thread-safe as the proxy is to be
     * @param manager has the caches
     * @param <T> the interface
     * @return the implementation behind its caches
     * @throws IllegalArgumentException if {@code type} is no interface, or a method has annotations that contradict each other
     */
    public static <T> T of(Class<T> type, T implementation, CacheManager manager) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type + " is not an interface");
        }
        Objects.requireNonNull(implementation, "implementation");
        Advising advising = new Advising(implementation, manager);
        Map<Method, Advice> advices = new HashMap<>();
        for (Method method : type.getMethods()) {
            Advice advice = advising.of(type, method);
            if (advice != null) {
                advices.put(method, advice);
            }
        }
        InvocationHandler handler = new Handler(implementation, Map.copyOf(advices));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /**
     * Answers calls of the proxy.
     *
     * @param implementation does the work
     * @param advices what is done around methods
     */
    private record Handler(Object implementation, Map<Method, Advice> advices) implements InvocationHandler {
        private static final @Nullable Object[] NOTHING = {};

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            @Nullable Object[] given = arguments == null ? NOTHING : arguments;
            if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
                return proxy == given[0];
            }
            Advice.Work work = () -> call(method, given);
            Advice advice = advices.get(method);
            return advice == null ? work.run() : advice.around(given, work);
        }

        private @Nullable Object call(Method method, @Nullable Object[] arguments) throws Throwable {
            try {
                return method.invoke(implementation, arguments);
            } catch (InvocationTargetException e) {
                throw Objects.requireNonNullElse(e.getCause(), e);
            }
        }
    }
}
