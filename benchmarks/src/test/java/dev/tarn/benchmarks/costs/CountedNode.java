package dev.tarn.benchmarks.costs;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node whose time stands still unless it is moved on, so that it asks for nothing by itself. */
final class CountedNode implements AutoCloseable {
    final LoadingCache<String, String> cache;
    private final FakeClock clock = new FakeClock();
    private final Tarn tarn;

    /**
     * Opens a node.
     *
     * @param store what the node closes at its end
     * @param bound the bound on staleness, or null for none
     */
    CountedNode(RemoteStore store, @Nullable Duration bound) {
        tarn = Tarn.builder()
                .namespace("costs")
                .remote(store)
                .clock(clock)
                .scheduler(clock)
                .build();
        var builder = tarn.cache("counted", String.class, String.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(Duration.ofHours(1))
                .loader(CacheLoader.<String, String>bulk(CountedNode::load));
        cache = bound == null
                ? builder.build()
                : builder.maximumStaleness(bound).build();
    }

    private static Map<String, String> load(Collection<String> keys) {
        Map<String, String> loaded = new LinkedHashMap<>();
        keys.forEach(key -> loaded.put(key, "loaded for " + key));
        return loaded;
    }

    /** Moves the node's time on. */
    void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    public void close() {
        tarn.close();
    }
}
