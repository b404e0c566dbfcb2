package dev.tarn.jcache;

import java.net.URI;
import java.util.Properties;
import javax.cache.Cache;
import javax.cache.CacheManager;

/** A provider of one test's own, with one manager. */
final class Provided implements AutoCloseable {
    private final TarnCachingProvider provider = new TarnCachingProvider();
    private final CacheManager caches;

    Provided() {
        this(new Properties());
    }

    Provided(Properties properties) {
        this.caches = provider.getCacheManager(URI.create("tarn:test"), null, properties);
    }

    CacheManager caches() {
        return caches;
    }

    <K, V> Cache<K, V> cache(TarnConfiguration<K, V> configuration) {
        return caches.createCache("prices", configuration);
    }

    @Override
    public void close() {
        provider.close();
    }
}
