package dev.tarn.benchmarks;

import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.template.QuickConfig;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.cache2k.Cache2kBuilder;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.springframework.cache.caffeine.CaffeineCache;

/** What users have on the heap instead of Tarn, as much like it as each can be. */
final class HeapPeers {
    private HeapPeers() {}

    static HeapSubject plainMap() {
        ConcurrentMap<Object, Object> map = new ConcurrentHashMap<>();
        return HeapSubject.reading(map::get, map::put, () -> {});
    }

    /**
     * Opens bare Caffeine.
     *
     * @param expiring whether entries expire after they were written
     * @param counting whether it counts hits and misses
     */
    static HeapSubject caffeine(int maximumEntries, boolean expiring, boolean counting) {
        return subject(cache(maximumEntries, expiring, counting));
    }

    /** Opens Caffeine that expires and counts, and shows its counts in a registry of Micrometer. */
    static HeapSubject meteredCaffeine(int maximumEntries) {
        return subject(
                CaffeineCacheMetrics.monitor(new SimpleMeterRegistry(), cache(maximumEntries, true, true), "heap"));
    }

    private static LoadingCache<Object, Object> cache(int maximumEntries, boolean expiring, boolean counting) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder().maximumSize(maximumEntries);
        if (expiring) {
            builder.expireAfterWrite(HeapSubject.LIFE);
        }
        if (counting) {
            builder.recordStats();
        }
        return builder.build(key -> key);
    }

    private static HeapSubject subject(LoadingCache<Object, Object> cache) {
        return new HeapSubject(
                cache::getIfPresent, cache::get, cache::put, () -> cache.stats().missCount(), cache::invalidateAll);
    }

    /** Opens cache2k in one segment: in several it gives entries up before it holds as many as it may, and reads would miss. */
    static HeapSubject cache2k(int maximumEntries) {
        org.cache2k.Cache<Object, Object> cache = Cache2kBuilder.of(Object.class, Object.class)
                .entryCapacity(maximumEntries)
                .strictEviction(true)
                .expireAfterWrite(HeapSubject.LIFE.toSeconds(), TimeUnit.SECONDS)
                .loader(key -> key)
                .build();
        return new HeapSubject(cache::peek, cache::get, cache::put, () -> 0, cache::close);
    }

    /** Opens Ehcache, heap only. */
    static HeapSubject ehcache(int maximumEntries) {
        CacheManager manager = CacheManagerBuilder.newCacheManagerBuilder().build(true);
        org.ehcache.Cache<Object, Object> cache = manager.createCache(
                "heap",
                CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                Object.class, Object.class, ResourcePoolsBuilder.heap(maximumEntries))
                        .withExpiry(ExpiryPolicyBuilder.timeToLiveExpiration(HeapSubject.LIFE)));
        return HeapSubject.reading(cache::get, cache::put, manager::close);
    }

    /** Opens Spring's adapter of Caffeine, called directly: what a proxy adds is {@link SpringHitBenchmark}'s subject. */
    static HeapSubject spring(int maximumEntries) {
        CaffeineCache cache = new CaffeineCache(
                "heap",
                Caffeine.newBuilder()
                        .maximumSize(maximumEntries)
                        .expireAfterWrite(HeapSubject.LIFE)
                        .recordStats()
                        .build());
        return new HeapSubject(
                key -> unwrapped(cache.get(key)),
                key -> cache.get(key, () -> key),
                cache::put,
                () -> cache.getNativeCache().stats().missCount(),
                cache::clear);
    }

    private static @Nullable Object unwrapped(org.springframework.cache.Cache.@Nullable ValueWrapper wrapper) {
        return wrapper == null ? null : wrapper.get();
    }

    /** Opens JetCache with both kinds of cache. */
    static HeapSubject jetCache(int maximumEntries, String uri) {
        JetCaches node = JetCaches.open(uri, maximumEntries);
        com.alicp.jetcache.Cache<Object, Object> cache = node.cache(QuickConfig.newBuilder("heap-jetcache")
                .cacheType(CacheType.BOTH)
                .expire(HeapSubject.LIFE)
                .build());
        return HeapSubject.reading(cache::get, cache::put, node::close);
    }

    /** Opens Redisson's local cached map, with its codec as it comes. */
    static HeapSubject redisson(int maximumEntries, String uri) {
        RedissonClient client = Connections.redisson(uri);
        RLocalCachedMap<Object, Object> map =
                client.getLocalCachedMap(LocalCachedMapOptions.<Object, Object>name("heap-redisson")
                        .cacheSize(maximumEntries)
                        .timeToLive(HeapSubject.LIFE)
                        .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                        .cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
                        .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE));
        return HeapSubject.reading(map::get, map::fastPut, client::shutdown);
    }
}
