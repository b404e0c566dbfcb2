package dev.tarn.benchmarks;

import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.MemoryUnit;
import org.jspecify.annotations.Nullable;

/** Ehcache with its off-heap store alone. */
final class EhcacheSubject implements OffHeapSubject {
    private final CacheManager manager;
    private final Cache<String, byte[]> cache;

    EhcacheSubject(long bytes) {
        manager = CacheManagerBuilder.newCacheManagerBuilder()
                .withCache(
                        "offheap",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                String.class,
                                byte[].class,
                                ResourcePoolsBuilder.newResourcePoolsBuilder().offheap(bytes, MemoryUnit.B)))
                .build(true);
        cache = manager.getCache("offheap", String.class, byte[].class);
    }

    @Override
    public @Nullable Object get(String key) {
        return cache.get(key);
    }

    @Override
    public void put(String key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public long entries() {
        long entries = 0;
        for (Cache.Entry<String, byte[]> entry : cache) {
            entries += entry.getValue().length > 0 ? 1 : 0;
        }
        return entries;
    }

    @Override
    public void close() {
        manager.close();
    }
}
