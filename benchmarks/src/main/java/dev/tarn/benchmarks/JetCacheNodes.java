package dev.tarn.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.MultiLevelCache;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheConsts;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JetCache with both kinds of cache and its broadcast, which removes entries from the other nodes. */
final class JetCacheNodes implements NearCaches {
    private static final String CHANNEL = "jetcache-changes";
    private static final Duration LIFE = Duration.ofMinutes(30);

    private final List<Node> nodes = new ArrayList<>();

    private static final class Node {
        final RedisClient client;
        final SimpleCacheManager manager = new SimpleCacheManager();
        final Cache<String, String> cache;
        final Cache<String, String> local;

        @SuppressWarnings("unchecked") // JetCache speaks in raw types
        Node(String uri, int entries) {
            client = LettuceNodes.client(uri);
            CacheBuilder near =
                    CaffeineCacheBuilder.createCaffeineCacheBuilder().limit(entries);
            CacheBuilder far = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                    .redisClient(client)
                    .pubSubConnection(client.connectPubSub(new JetCacheCodec()))
                    .valueEncoder(JavaValueEncoder.INSTANCE)
                    .valueDecoder(JavaValueDecoder.INSTANCE)
                    .broadcastChannel(CHANNEL);
            CacheBuilderTemplate template = new CacheBuilderTemplate(
                    false, Map.of(CacheConsts.DEFAULT_AREA, near), Map.of(CacheConsts.DEFAULT_AREA, far));
            template.getCacheMonitorInstallers()
                    .add(new NotifyMonitorInstaller(area -> template.getCacheBuilder(1, area)));
            manager.setCacheBuilderTemplate(template);
            cache = manager.getOrCreateCache(QuickConfig.newBuilder("jetcache")
                    .cacheType(CacheType.BOTH)
                    .syncLocal(true)
                    .expire(LIFE)
                    .build());
            local = ((MultiLevelCache<String, String>) cache).caches()[0];
        }

        void close() {
            manager.close();
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    JetCacheNodes(String uri, int count, int entries) {
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(uri, entries));
        }
    }

    @Override
    public String name() {
        return "jetcache";
    }

    @Override
    public int nodes() {
        return nodes.size();
    }

    @Override
    public String remarks() {
        return "remove: DEL, and a message that nobody waits for; a message lost is never made up for";
    }

    @Override
    public void fill(Map<String, String> values) {
        nodes.get(0).cache.putAll(values);
        nodes.forEach(node -> node.cache.getAll(values.keySet()));
    }

    @Override
    public void change(int node, String key) {
        if (!nodes.get(node).cache.remove(key)) {
            throw new IllegalStateException("JetCache did not remove " + key);
        }
    }

    @Override
    public boolean holds(int node, String key, String value) {
        return value.equals(nodes.get(node).local.get(key));
    }

    @Override
    public @Nullable String read(int node, String key) {
        return nodes.get(node).cache.get(key);
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
