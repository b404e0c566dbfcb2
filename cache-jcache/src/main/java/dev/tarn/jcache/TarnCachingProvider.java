package dev.tarn.jcache;

import dev.tarn.tiered.Tarn;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.WeakHashMap;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * Gives JSR-107 cache managers over Tarn. Found by {@code javax.cache.Caching}; thread-safe.
 *
 * <p>A manager is known by its class loader and URI. Its properties may hold a {@link Tarn} under {@link #TARN}: then all its caches
 * are built with that, and have its remote store and its bus.
 */
public final class TarnCachingProvider implements CachingProvider {
    /** The property of a manager that holds the {@link Tarn} to build its caches with. Without it, caches are in this process alone. */
    public static final String TARN = "dev.tarn.jcache.tarn";

    private static final URI DEFAULT_URI = URI.create("tarn:default");

    private final Map<ClassLoader, Map<URI, TarnCaches>> directories = new WeakHashMap<>();

    /** Creates a provider without managers. */
    public TarnCachingProvider() {}

    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader classLoader, @Nullable Properties properties) {
        URI name = uri == null ? DEFAULT_URI : uri;
        ClassLoader classes = classLoader == null ? getDefaultClassLoader() : classLoader;
        synchronized (directories) {
            return directories
                    .computeIfAbsent(classes, loader -> new HashMap<>())
                    .computeIfAbsent(name, same -> new TarnCaches(this, same, classes, properties));
        }
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        return getCacheManager(uri, classLoader, getDefaultProperties());
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(getDefaultURI(), getDefaultClassLoader(), getDefaultProperties());
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return Objects.requireNonNull(getClass().getClassLoader());
    }

    @Override
    public URI getDefaultURI() {
        return DEFAULT_URI;
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public void close() {
        List<TarnCaches> all;
        synchronized (directories) {
            all = directories.values().stream()
                    .flatMap(ofLoader -> ofLoader.values().stream())
                    .toList();
            directories.clear();
        }
        all.forEach(TarnCaches::close);
    }

    @Override
    public void close(@Nullable ClassLoader classLoader) {
        ClassLoader classes = classLoader == null ? getDefaultClassLoader() : classLoader;
        List<TarnCaches> all;
        synchronized (directories) {
            Map<URI, TarnCaches> ofLoader = directories.remove(classes);
            all = ofLoader == null ? List.of() : List.copyOf(ofLoader.values());
        }
        all.forEach(TarnCaches::close);
    }

    @Override
    public void close(@Nullable URI uri, @Nullable ClassLoader classLoader) {
        TarnCaches one;
        synchronized (directories) {
            Map<URI, TarnCaches> ofLoader =
                    directories.get(classLoader == null ? getDefaultClassLoader() : classLoader);
            one = ofLoader == null ? null : ofLoader.remove(uri == null ? DEFAULT_URI : uri);
        }
        if (one != null) {
            one.close();
        }
    }

    /** Forgets a manager that was closed. */
    void forget(TarnCaches closed, @Nullable ClassLoader classes) {
        synchronized (directories) {
            Map<URI, TarnCaches> ofLoader = directories.get(classes);
            if (ofLoader != null) {
                ofLoader.remove(closed.getURI(), closed);
            }
        }
    }

    @Override
    public boolean isSupported(OptionalFeature feature) {
        return feature == OptionalFeature.STORE_BY_REFERENCE;
    }
}
