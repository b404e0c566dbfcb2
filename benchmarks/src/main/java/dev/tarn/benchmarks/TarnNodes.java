package dev.tarn.benchmarks;

import dev.tarn.Cache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Tarn with a heap tier and Redis. */
final class TarnNodes implements NearCaches {
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final String NEW = "new";
    private static final int PORTION = 500;
    private static final int ATTEMPTS = 1_000;
    private static final Duration MESSAGES = Duration.ofMillis(1);

    private final boolean updating;
    private final LongAdder queued = new LongAdder();
    private final List<Tarn> tarns = new ArrayList<>();
    private final List<Cache<String, String>> caches = new ArrayList<>();

    /**
     * Opens the nodes.
     *
     * @param updating whether a change is a {@code put}, or an {@code invalidate}
     */
    TarnNodes(String uri, int nodes, int entries, boolean updating) {
        this.updating = updating;
        for (int i = 0; i < nodes; i++) {
            Tarn tarn = Tarn.builder()
                    .namespace("bench")
                    .remote(Connections.tarn(uri))
                    .build();
            tarns.add(tarn);
            caches.add(tarn.cache(updating ? "updated" : "invalidated", String.class, String.class)
                    .heap(Heap.maximumEntries(entries))
                    .expireAfterWrite(LIFE)
                    .build());
        }
    }

    @Override
    public String name() {
        return updating ? "tarn.put" : "tarn.invalidate";
    }

    @Override
    public int nodes() {
        return caches.size();
    }

    @Override
    public String remarks() {
        return queued.sum() == 0 ? "" : queued.sum() + " changes were not taken at once and repeated by themselves";
    }

    /**
     * In portions, for each must be answered within the store's time. The nodes read when the messages of the writes have come: what they
     * read before is not kept.
     */
    @Override
    public void fill(Map<String, String> values) throws InterruptedException {
        List<Map<String, String>> portions = portions(values);
        portions.forEach(portion -> caches.get(0).putAll(portion));
        for (int i = 0; i < ATTEMPTS && !areEverywhere(values); i++) {
            ReadRound.pause(MESSAGES);
            portions.forEach(portion -> caches.forEach(cache -> cache.getAllPresent(portion.keySet())));
        }
    }

    private static List<Map<String, String>> portions(Map<String, String> values) {
        List<Map<String, String>> portions = new ArrayList<>();
        values.forEach((key, value) -> {
            if (portions.isEmpty() || portions.get(portions.size() - 1).size() == PORTION) {
                portions.add(new HashMap<>());
            }
            portions.get(portions.size() - 1).put(key, value);
        });
        return portions;
    }

    private boolean areEverywhere(Map<String, String> values) {
        for (int node = 0; node < nodes(); node++) {
            if (held(node, values) < values.size()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void change(int node, String key) {
        Cache<String, String> cache = caches.get(node);
        WriteStatus status = updating ? cache.put(key, NEW) : cache.invalidate(key);
        if (status != WriteStatus.APPLIED) {
            queued.increment();
        }
    }

    /** Looks for the value under any key: a look at one key would go on to Redis if it is not here. */
    @Override
    public boolean holds(int node, String key, String value) {
        return caches.get(node).asMap().containsValue(value);
    }

    @Override
    public int held(int node, Map<String, String> values) {
        int held = 0;
        for (Map.Entry<String, String> entry : caches.get(node).asMap().entrySet()) {
            held += entry.getValue().equals(values.get(entry.getKey())) ? 1 : 0;
        }
        return held;
    }

    @Override
    public @Nullable String read(int node, String key) {
        return caches.get(node).getIfPresent(key);
    }

    @Override
    public @Nullable String expectedAfterChange(String key) {
        return updating ? NEW : null;
    }

    @Override
    public void close() {
        tarns.forEach(Tarn::close);
    }
}
