package dev.tarn.jcache;

import dev.tarn.tiered.Tarn;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Configuration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/** The caches of one class loader and URI, which JSR-107 calls a cache manager. */
final class TarnCaches implements CacheManager {
    private final TarnCachingProvider provider;
    private final URI uri;
    private final WeakReference<ClassLoader> classes;
    private final Properties properties = new Properties();
    private final Map<String, TarnJCache<?, ?>> caches = new ConcurrentHashMap<>();
    private @Nullable Tarn own;
    private volatile boolean closed;

    TarnCaches(TarnCachingProvider provider, URI uri, ClassLoader classes, @Nullable Properties properties) {
        this.provider = provider;
        this.uri = uri;
        this.classes = new WeakReference<>(classes);
        if (properties != null) {
            this.properties.putAll(properties);
        }
    }

    @Override
    public CachingProvider getCachingProvider() {
        return provider;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    public @Nullable ClassLoader getClassLoader() {
        return classes.get();
    }

    @Override
    public Properties getProperties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    @Override
    public <K, V, C extends Configuration<K, V>> Cache<K, V> createCache(String name, C configuration) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(configuration, "configuration");
        synchronized (caches) {
            checkOpen();
            if (caches.containsKey(name)) {
                throw new CacheException("cache '" + name + "' exists already");
            }
            TarnJCache<K, V> cache = new Construction<>(this, name, configuration).construct();
            caches.put(name, cache);
            try {
                cache.open();
            } catch (RuntimeException e) {
                cache.close();
                throw e;
            }
            return cache;
        }
    }

    /** Returns the Tarn of the manager's properties, or one of its own. */
    Tarn tarn() {
        Object given = properties.get(TarnCachingProvider.TARN);
        if (given instanceof Tarn tarn) {
            return tarn;
        }
        if (given != null) {
            throw new CacheException("property " + TarnCachingProvider.TARN + " is a " + given.getClass()
                    + ", it must be a " + Tarn.class);
        }
        Tarn mine = own;
        if (mine == null) {
            mine = Tarn.builder().namespace("jcache").build();
            own = mine;
        }
        return mine;
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String name, Class<K> keyType, Class<V> valueType) {
        Objects.requireNonNull(keyType, "keyType");
        Objects.requireNonNull(valueType, "valueType");
        TarnJCache<K, V> cache = find(name);
        if (cache != null) {
            checkType(name, keyType, cache.configuration().getKeyType());
            checkType(name, valueType, cache.configuration().getValueType());
        }
        return cache;
    }

    private static void checkType(String name, Class<?> asked, Class<?> configured) {
        if (!configured.equals(asked)) {
            throw new ClassCastException(
                    "cache '" + name + "' was configured with " + configured + ", it was asked for with " + asked);
        }
    }

    @Override
    public <K, V> @Nullable Cache<K, V> getCache(String name) {
        return find(name);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller's word, as the specification has it
    private <K, V> @Nullable TarnJCache<K, V> find(String name) {
        Objects.requireNonNull(name, "name");
        checkOpen();
        return (TarnJCache<K, V>) caches.get(name);
    }

    @Override
    public Iterable<String> getCacheNames() {
        checkOpen();
        return Set.copyOf(caches.keySet());
    }

    @Override
    public void destroyCache(String name) {
        Objects.requireNonNull(name, "name");
        checkOpen();
        TarnJCache<?, ?> cache = caches.get(name);
        if (cache != null) {
            cache.destroy();
        }
    }

    void forget(TarnJCache<?, ?> cache) {
        caches.remove(cache.getName(), cache);
    }

    @Override
    public void enableManagement(String name, boolean enabled) {
        TarnJCache<?, ?> cache = known(name);
        if (cache != null) {
            cache.showConfiguration(enabled);
        }
    }

    @Override
    public void enableStatistics(String name, boolean enabled) {
        TarnJCache<?, ?> cache = known(name);
        if (cache != null) {
            cache.showStatistics(enabled);
        }
    }

    private @Nullable TarnJCache<?, ?> known(String name) {
        Objects.requireNonNull(name, "name");
        checkOpen();
        return caches.get(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the cache manager " + uri + " is closed");
        }
    }

    @Override
    public void close() {
        List<TarnJCache<?, ?>> all;
        Tarn mine;
        synchronized (caches) {
            if (closed) {
                return;
            }
            closed = true;
            all = new ArrayList<>(caches.values());
            mine = own;
        }
        provider.forget(this, classes.get());
        all.forEach(TarnJCache::close);
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("a cache manager of Tarn's is no " + type.getName());
    }
}
