package dev.tarn.benchmarks;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.MultiLevelCache;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.template.QuickConfig;
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
        final JetCaches node;
        final Cache<String, String> cache;
        final Cache<String, String> local;

        @SuppressWarnings("unchecked") // JetCache speaks in raw types
        Node(String uri, int entries) {
            node = JetCaches.broadcasting(uri, entries, CHANNEL);
            cache = node.cache(QuickConfig.newBuilder("jetcache")
                    .cacheType(CacheType.BOTH)
                    .syncLocal(true)
                    .expire(LIFE)
                    .build());
            local = ((MultiLevelCache<String, String>) cache).caches()[0];
        }

        void close() {
            node.close();
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
