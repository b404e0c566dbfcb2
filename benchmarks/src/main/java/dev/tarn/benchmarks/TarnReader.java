package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache of Tarn with a heap tier far too small for the keys, and Redis. */
final class TarnReader implements ValueReader {
    private static final int ATTEMPTS = 20;

    private final Tarn tarn;
    private final LoadingCache<String, byte[]> cache;
    private final boolean loading;

    /**
     * Opens a cache.
     *
     * @param entries the size of the heap tier
     * @param loading whether reads load on a miss, or find nothing
     */
    TarnReader(String uri, int entries, boolean loading) {
        this.loading = loading;
        tarn = Tarn.builder()
                .namespace("reads")
                .remote(Connections.patientTarn(uri))
                .build();
        CacheLoader<String, byte[]> none = CacheLoader.of(key -> null);
        cache = tarn.cache(name(), String.class, byte[].class)
                .heap(Heap.maximumEntries(entries))
                .expireAfterWrite(Duration.ofHours(1))
                .loader(none)
                .build();
    }

    @Override
    public String name() {
        return loading ? "tarn.get" : "tarn.getIfPresent";
    }

    @Override
    public void fill(Map<String, byte[]> values) {
        for (int attempt = 1; cache.putAll(values) != WriteStatus.APPLIED; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException("Redis did not take the values in " + attempt + " attempts");
            }
        }
    }

    @Override
    public byte @Nullable [] read(String key) {
        return loading ? cache.get(key) : cache.getIfPresent(key);
    }

    @Override
    public int readAll(Collection<String> keys) {
        return (loading ? cache.getAll(keys) : cache.getAllPresent(keys)).size();
    }

    @Override
    public void close() {
        tarn.close();
    }
}
