package dev.tarn.jcache.annotation;

import dev.tarn.jcache.TarnConfiguration;
import dev.tarn.tiered.Tarn;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import javax.cache.CacheManager;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSR-107's {@code @CacheResult}, {@code @CachePut}, {@code @CacheRemove} and {@code @CacheRemoveAll} work on an interface, without a
 * container. Annotations may stand on the implementation's methods and class or on the interface's; the implementation's go first.
 *
 * <pre>{@code
 * Catalogue cached = CachedProxy.of(Catalogue.class, new DatabaseCatalogue(), tarn);
 * }</pre>
 *
 * <p>Calls that the implementation makes to itself do not go through the proxy. Null is not cached. Over caches of Tarn's, whose ever the
 * manager, a result is a load's: one call for all who want the key, and not kept if the key was removed or put meanwhile. A proxy is as
 * thread-safe as its implementation and holds nothing to be closed.
 *
 * <p>For the annotations of Spring and Tarn there is {@code dev.tarn.spring.CachedProxy} in {@code cache-spring}.
 */
public final class CachedProxy {
    private CachedProxy() {}

    /**
     * Wraps an implementation, with caches of its own in a Tarn without a remote store.
     *
     * @param type the interface
     * @param implementation does the work
     * @param tarn builds the caches, and ends them
     * @param <T> the interface
     * @return the implementation behind its caches
     * @throws IllegalArgumentException as for {@link #of(Class, Object, Tarn, BiConsumer)}
     */
    public static <T> T of(Class<T> type, T implementation, Tarn tarn) {
        return of(type, implementation, tarn, (name, configuration) -> {});
    }

    /**
     * Wraps an implementation, with caches of its own in a Tarn. They are built here, for keys and values as the methods' signatures have them,
     * so that they can leave the heap. Values are shared, not copied. Exceptions that are kept stay on this node's heap.
     *
     * <pre>{@code
     * CachedProxy.of(Catalogue.class, new DatabaseCatalogue(), tarn,
     *     (name, cache) -> cache.expireAfterWrite(Duration.ofMinutes(10)));
     * }</pre>
     *
     * @param type the interface
     * @param implementation does the work
     * @param tarn builds the caches, and ends them; its remote store needs {@code expireAfterWrite}
     * @param settings is given the name and the configuration of each cache before it is built, to change the configuration
     * @param <T> the interface
     * @return the implementation behind its caches
     * @throws IllegalArgumentException if {@code type} is no interface, or no method is annotated, or one has annotations that cannot be meant,
     *     or a cache cannot be built, or the Tarn has it already; the message names the method
     */
    public static <T> T of(
            Class<T> type,
            T implementation,
            Tarn tarn,
            BiConsumer<String, TarnConfiguration<GeneratedCacheKey, Object>> settings) {
        SignatureCaches caches = new SignatureCaches(tarn, settings);
        Map<Method, Advice> advices = advices(type, implementation, caches);
        if (advices.isEmpty()) {
            throw new IllegalArgumentException(
                    "no method of " + type.getName() + " or of its implementation has one of JSR-107's annotations");
        }
        caches.build();
        return proxy(type, implementation, advices);
    }

    /**
     * Wraps an implementation. What the annotations say is read and checked here, once. A cache that the manager does not have is created when
     * it is first needed, as the specification has it: untyped, by value.
     *
     * @param type the interface
     * @param implementation does the work
     * @param manager has the caches; any provider's
     * @param <T> the interface
     * @return the implementation behind its caches
     * @throws IllegalArgumentException if {@code type} is no interface, or a method has annotations that contradict each other
     */
    public static <T> T of(Class<T> type, T implementation, CacheManager manager) {
        return proxy(type, implementation, advices(type, implementation, new NamedCaches(manager)));
    }

    private static <T> Map<Method, Advice> advices(Class<T> type, T implementation, CacheResolverFactory caches) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type + " is not an interface");
        }
        Objects.requireNonNull(implementation, "implementation");
        Advising advising = new Advising(implementation, caches);
        Map<Method, Advice> advices = new HashMap<>();
        for (Method method : type.getMethods()) {
            Advice advice = advising.of(type, method);
            if (advice != null) {
                advices.put(method, advice);
            }
        }
        return Map.copyOf(advices);
    }

    private static <T> T proxy(Class<T> type, T implementation, Map<Method, Advice> advices) {
        InvocationHandler handler = new Handler(implementation, advices);
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
            if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                method.setAccessible(true); // the application's own interface, which it has given us
            }
            try {
                return method.invoke(implementation, arguments);
            } catch (InvocationTargetException e) {
                throw Objects.requireNonNullElse(e.getCause(), e);
            }
        }
    }
}
