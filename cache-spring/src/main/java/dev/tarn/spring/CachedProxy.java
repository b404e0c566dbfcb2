package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.tiered.Tarn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.CacheErrorHandler;

/**
 * Makes the cache annotations of Spring and of Tarn work on an interface, without a container: {@code @Cacheable}, {@code @CachePut}, {@code
 * @CacheEvict}, {@code @Caching}, {@code @CacheConfig}, {@link CachePolicy}, {@link CacheableBatch}, {@link CacheEvictTag}. They may stand on
 * the implementation's methods and class or on the interface's; the implementation's go first. What they mean is what they mean in a context
 * with {@link EnableTarnCaching}: the same code carries them out.
 *
 * <pre>{@code
 * Catalogue cached = CachedProxy.of(Catalogue.class, new DatabaseCatalogue(), tarn);
 * }</pre>
 *
 * <p>Spring's libraries are on the class path, but there is no context: what annotations name ({@code keyGenerator = "brands"}, {@code @bean}
 * in expressions) is told to a {@linkplain #builder builder}. Calls that the implementation makes to itself do not go through the proxy. A
 * proxy is as thread-safe as its implementation, blocks as a {@link TarnCache} does, and holds nothing to be closed: the caches end with the
 * Tarn.
 */
public final class CachedProxy {
    private CachedProxy() {}

    /**
     * Wraps an implementation. Caches are those of the Tarn; one that it does not have yet is built as {@link CacheSpec#defaults} says, which
     * does only where the Tarn has no remote store.
     *
     * @param type the interface
     * @param implementation does the work
     * @param tarn has the caches
     * @param <T> the interface
     * @return the implementation behind its caches
     * @throws IllegalArgumentException if {@code type} is no interface, or nothing in it or in the implementation is annotated, or an
     *     annotation cannot be meant, or a cache cannot be built; then the message names the methods
     */
    public static <T> T of(Class<T> type, T implementation, Tarn tarn) {
        return of(type, implementation, TarnCacheManager.builder(tarn).build());
    }

    /**
     * Wraps an implementation. Caches are those of the manager.
     *
     * @param type the interface
     * @param implementation does the work
     * @param manager has the caches, or knows how they are built
     * @param <T> the interface
     * @return the implementation behind its caches
     * @throws IllegalArgumentException as for {@link #of(Class, Object, Tarn)}
     */
    public static <T> T of(Class<T> type, T implementation, TarnCacheManager manager) {
        return builder(manager).build(type, implementation);
    }

    /**
     * Returns a builder, for annotations that name what a context would have.
     *
     * @param manager has the caches, or knows how they are built
     */
    public static Builder builder(TarnCacheManager manager) {
        return new Builder(manager);
    }

    /** Collects what a context would have. Makes any number of proxies. Not thread-safe. */
    public static final class Builder {
        private final TarnCacheManager manager;
        private final Map<String, Object> beans = new LinkedHashMap<>();
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private @Nullable CacheErrorHandler errorHandler;

        private Builder(TarnCacheManager manager) {
            this.manager = requireNonNull(manager, "manager");
        }

        /**
         * Adds what annotations may name: a {@code KeyGenerator}, a {@code CacheResolver}, another {@code CacheManager}, or what expressions
         * call as {@code @name}.
         *
         * @param name the name
         * @param bean the object
         */
        public Builder bean(String name, Object bean) {
            beans.put(requireNonNull(name, "name"), requireNonNull(bean, "bean"));
            return this;
        }

        /**
         * Adds a property for placeholders such as {@code ${shop.ttl:10m}}. System properties and environment variables are known without.
         *
         * @param name the name of the property
         * @param value its value; goes before a system property of that name
         */
        public Builder property(String name, String value) {
            properties.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /**
         * Sets what becomes of failures of the caches themselves.
         *
         * @param handler unless set, they fail the call
         */
        public Builder errorHandler(CacheErrorHandler handler) {
            errorHandler = requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Wraps an implementation.
         *
         * @param type the interface
         * @param implementation does the work
         * @param <T> the interface
         * @return the implementation behind its caches
         * @throws IllegalArgumentException as for {@link CachedProxy#of(Class, Object, Tarn)}
         */
        public <T> T build(Class<T> type, T implementation) {
            if (!type.isInterface()) {
                throw new IllegalArgumentException(type + " is not an interface");
            }
            requireNonNull(implementation, "implementation");
            return new ProxyAssembly(manager, beans, properties, errorHandler).proxy(type, implementation);
        }
    }
}
