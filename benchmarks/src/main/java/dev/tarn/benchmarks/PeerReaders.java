package dev.tarn.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.template.QuickConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;

/** What other libraries read with. */
final class PeerReaders {
    private static final Duration LIFE = Duration.ofHours(1);

    private PeerReaders() {}

    /** Jedis with a pool of connections. */
    static final class Jedis implements ValueReader {
        private static final int CONNECTIONS = 32;

        private final redis.clients.jedis.RedisClient client;

        Jedis(String address, int port) {
            client = redis.clients.jedis.RedisClient.create(address, port);
            client.getPool().setMaxTotal(CONNECTIONS);
            client.getPool().setMaxIdle(CONNECTIONS);
        }

        @Override
        public String name() {
            return "jedis";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            values.forEach((key, value) -> client.set(bytes(key), value));
        }

        private static byte[] bytes(String key) {
            return ("jedis:" + key).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte @Nullable [] read(String key) {
            return client.get(bytes(key));
        }

        @Override
        public int readAll(Collection<String> keys) {
            byte[][] names = keys.stream().map(Jedis::bytes).toArray(byte[][]::new);
            return (int) client.mget(names).stream().filter(Objects::nonNull).count();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** Redisson's buckets. */
    static final class RedissonBuckets implements ValueReader {
        private final RedissonClient client;

        RedissonBuckets(String uri) {
            client = Connections.redisson(uri);
        }

        @Override
        public String name() {
            return "redisson";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            values.forEach((key, value) ->
                    client.getBucket("redisson:" + key, ByteArrayCodec.INSTANCE).set(value));
        }

        @Override
        public byte @Nullable [] read(String key) {
            return client.<byte[]>getBucket("redisson:" + key, ByteArrayCodec.INSTANCE)
                    .get();
        }

        @Override
        public int readAll(Collection<String> keys) {
            String[] names = keys.stream().map(key -> "redisson:" + key).toArray(String[]::new);
            return client.getBuckets(ByteArrayCodec.INSTANCE).get(names).size();
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /** Redisson's local cached map, too small for the keys. */
    static final class RedissonLocal implements ValueReader {
        private final RedissonClient client;
        private final RLocalCachedMap<String, byte[]> map;

        RedissonLocal(String uri, int entries) {
            client = Connections.redisson(uri);
            map = client.getLocalCachedMap(LocalCachedMapOptions.<String, byte[]>name("redisson-local")
                    .codec(new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE))
                    .cacheSize(entries)
                    .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                    .cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
                    .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE));
        }

        @Override
        public String name() {
            return "redisson.local";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            map.putAll(values);
        }

        @Override
        public byte @Nullable [] read(String key) {
            return map.get(key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            return map.getAll(new HashSet<>(keys)).size();
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /** JetCache, with Redis alone or with a heap cache that is too small for the keys. */
    static final class Jet implements ValueReader {
        private final JetCaches node;
        private final boolean both;
        private final Cache<String, byte[]> cache;

        Jet(String uri, int entries, boolean both) {
            this.both = both;
            node = JetCaches.open(uri, entries);
            cache = node.cache(QuickConfig.newBuilder("reads-" + name())
                    .cacheType(both ? CacheType.BOTH : CacheType.REMOTE)
                    .expire(LIFE)
                    .build());
        }

        @Override
        public String name() {
            return both ? "jetcache.both" : "jetcache.remote";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            cache.putAll(values);
        }

        @Override
        public byte @Nullable [] read(String key) {
            return cache.get(key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            Map<String, byte[]> found = cache.getAll(new HashSet<>(keys));
            return found == null ? 0 : found.size(); // null if Redis has not answered within its patience
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
