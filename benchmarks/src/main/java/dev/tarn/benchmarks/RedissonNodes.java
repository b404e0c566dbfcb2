package dev.tarn.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;

/** Redisson's local cached map, with the strategy that removes entries from the other nodes, and strings as bytes. */
final class RedissonNodes implements NearCaches {
    private static final int BATCH = 1_000;

    private final List<RedissonClient> clients = new ArrayList<>();
    private final List<RLocalCachedMap<String, String>> maps = new ArrayList<>();

    RedissonNodes(String uri, int nodes, int entries) {
        for (int i = 0; i < nodes; i++) {
            RedissonClient client = Connections.redisson(uri);
            clients.add(client);
            maps.add(client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("redisson")
                    .codec(StringCodec.INSTANCE)
                    .cacheSize(entries)
                    .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                    .cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
                    .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)));
        }
    }

    @Override
    public String name() {
        return "redisson";
    }

    @Override
    public int nodes() {
        return maps.size();
    }

    @Override
    public String remarks() {
        return "fastRemove: sends nothing if the key is not in Redis; a message lost is never made up for";
    }

    @Override
    public void fill(Map<String, String> values) {
        maps.get(0).putAll(values, BATCH);
        maps.forEach(map -> map.getAll(values.keySet()));
    }

    @Override
    public void change(int node, String key) {
        if (maps.get(node).fastRemove(key) != 1) {
            throw new IllegalStateException("Redisson did not remove " + key);
        }
    }

    @Override
    public boolean holds(int node, String key, String value) {
        return value.equals(maps.get(node).getCachedMap().get(key));
    }

    @Override
    public @Nullable String read(int node, String key) {
        return maps.get(node).get(key);
    }

    @Override
    public void close() {
        clients.forEach(RedissonClient::shutdown);
    }
}
