package dev.tarn.benchmarks;

import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheConsts;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.QuickConfig;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Map;
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
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.config.Config;
import org.springframework.cache.caffeine.CaffeineCache;

/**
 * What users have on the heap instead of Tarn, as much like it as each can be. Those without a loader of their own read; nothing is ever
 * missing, so the caller's part of a load is not measured.
 */
final class HeapPeers {
    private HeapPeers() {}

    /** Reads alike, with a loader or without. */
    private abstract static class Reading implements HeapSubject {
        @Override
        public @Nullable Object get(Object key) {
            return getIfPresent(key);
        }

        @Override
        public long misses() {
            return 0;
        }
    }

    /** A bare map. */
    static final class PlainMap extends Reading {
        private final ConcurrentMap<Object, Object> map = new ConcurrentHashMap<>();

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return map.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            map.put(key, value);
        }

        @Override
        public void close() {}
    }

    /** cache2k. */
    static final class Cache2k implements HeapSubject {
        private final org.cache2k.Cache<Object, Object> cache;

        Cache2k(int maximumEntries) {
            cache = Cache2kBuilder.of(Object.class, Object.class)
                    .entryCapacity(maximumEntries)
                    .expireAfterWrite(LIFE.toSeconds(), TimeUnit.SECONDS)
                    .loader(key -> key)
                    .build();
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return cache.peek(key);
        }

        @Override
        public @Nullable Object get(Object key) {
            return cache.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            cache.put(key, value);
        }

        @Override
        public long misses() {
            return 0;
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /** Ehcache, heap only. */
    static final class EhcacheHeap extends Reading {
        private final CacheManager manager =
                CacheManagerBuilder.newCacheManagerBuilder().build(true);
        private final org.ehcache.Cache<Object, Object> cache;

        EhcacheHeap(int maximumEntries) {
            cache = manager.createCache(
                    "heap",
                    CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                    Object.class, Object.class, ResourcePoolsBuilder.heap(maximumEntries))
                            .withExpiry(ExpiryPolicyBuilder.timeToLiveExpiration(LIFE)));
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return cache.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            cache.put(key, value);
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    /** Spring's adapter of Caffeine, called directly: what a proxy adds is {@link SpringHitBenchmark}'s subject. */
    static final class Spring implements HeapSubject {
        private final CaffeineCache cache;

        Spring(int maximumEntries) {
            cache = new CaffeineCache(
                    "heap",
                    Caffeine.newBuilder()
                            .maximumSize(maximumEntries)
                            .expireAfterWrite(LIFE)
                            .recordStats()
                            .build());
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            var wrapper = cache.get(key);
            return wrapper == null ? null : wrapper.get();
        }

        @Override
        public @Nullable Object get(Object key) {
            return cache.get(key, () -> key);
        }

        @Override
        public void put(Object key, Object value) {
            cache.put(key, value);
        }

        @Override
        public long misses() {
            return cache.getNativeCache().stats().missCount();
        }

        @Override
        public void close() {
            cache.clear();
        }
    }

    /** JetCache with both kinds of cache. */
    static final class Jet extends Reading {
        private final RedisClient client;
        private final SimpleCacheManager manager = new SimpleCacheManager();
        private final com.alicp.jetcache.Cache<Object, Object> cache;

        @SuppressWarnings("unchecked") // JetCache speaks in raw types
        Jet(int maximumEntries, String uri) {
            client = LettuceNodes.client(uri);
            CacheBuilder near =
                    CaffeineCacheBuilder.createCaffeineCacheBuilder().limit(maximumEntries);
            CacheBuilder far = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                    .redisClient(client)
                    .valueEncoder(JavaValueEncoder.INSTANCE)
                    .valueDecoder(JavaValueDecoder.INSTANCE);
            manager.setCacheBuilderTemplate(new CacheBuilderTemplate(
                    false, Map.of(CacheConsts.DEFAULT_AREA, near), Map.of(CacheConsts.DEFAULT_AREA, far)));
            cache = manager.getOrCreateCache(QuickConfig.newBuilder("heap-jetcache")
                    .cacheType(CacheType.BOTH)
                    .expire(LIFE)
                    .build());
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return cache.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            cache.put(key, value);
        }

        @Override
        public void close() {
            manager.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    /** Redisson's local cached map, with its codec as it comes. */
    static final class RedissonMap extends Reading {
        private final RedissonClient client;
        private final RLocalCachedMap<Object, Object> map;

        RedissonMap(int maximumEntries, String uri) {
            Config config = new Config();
            config.useSingleServer().setAddress(uri);
            client = Redisson.create(config);
            map = client.getLocalCachedMap(LocalCachedMapOptions.<Object, Object>name("heap-redisson")
                    .cacheSize(maximumEntries)
                    .timeToLive(LIFE)
                    .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                    .cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
                    .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE));
        }

        @Override
        public @Nullable Object getIfPresent(Object key) {
            return map.get(key);
        }

        @Override
        public void put(Object key, Object value) {
            map.fastPut(key, value);
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
