package dev.tarn.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheConsts;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import java.util.Map;

/** JetCache as every measurement sets it up: Caffeine, Lettuce, Java's serialization. */
final class JetCaches implements AutoCloseable {
    private final RedisClient client;
    private final SimpleCacheManager manager = new SimpleCacheManager();

    private JetCaches(RedisClient client, int entries, RedisLettuceCacheBuilder<?> far, boolean telling) {
        this.client = client;
        CacheBuilder near = CaffeineCacheBuilder.createCaffeineCacheBuilder().limit(entries);
        far.redisClient(client).valueEncoder(JavaValueEncoder.INSTANCE).valueDecoder(JavaValueDecoder.INSTANCE);
        CacheBuilderTemplate template = new CacheBuilderTemplate(
                false, Map.of(CacheConsts.DEFAULT_AREA, near), Map.of(CacheConsts.DEFAULT_AREA, far));
        if (telling) {
            template.getCacheMonitorInstallers()
                    .add(new NotifyMonitorInstaller(area -> template.getCacheBuilder(1, area)));
        }
        manager.setCacheBuilderTemplate(template);
    }

    /**
     * Opens a node.
     *
     * @param entries the size of its heap caches
     */
    static JetCaches open(String uri, int entries) {
        return new JetCaches(
                Connections.lettuce(uri), entries, RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder(), false);
    }

    /**
     * Opens a node that tells the others of its changes.
     *
     * @param channel is told on
     */
    @SuppressWarnings("unchecked") // its codec is a raw type
    static JetCaches broadcasting(String uri, int entries, String channel) {
        RedisClient client = Connections.lettuce(uri);
        RedisLettuceCacheBuilder<?> far = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .pubSubConnection(client.connectPubSub(new JetCacheCodec()))
                .broadcastChannel(channel);
        return new JetCaches(client, entries, far, true);
    }

    @SuppressWarnings("unchecked") // JetCache's manager gives whatever is asked for
    <K, V> Cache<K, V> cache(QuickConfig config) {
        return manager.getOrCreateCache(config);
    }

    @Override
    public void close() {
        manager.close();
        Connections.close(client);
    }
}
