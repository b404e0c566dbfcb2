package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.invalidation.InProcessBus;
import dev.tarn.local.Heap;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import java.time.Duration;

/** Tarn without a remote tier. */
final class HeapTarn {
    private static final Duration BOUND = Duration.ofSeconds(2);

    private HeapTarn() {}

    static HeapSubject plain(int maximumEntries) {
        Tarn tarn = Tarn.builder().build();
        return subject(builder(tarn, maximumEntries).build(), tarn::close);
    }

    /** Opens one with the {@link FullPolicy}. */
    static HeapSubject withPolicy(int maximumEntries) {
        Tarn tarn = Tarn.builder().build();
        return subject(FullPolicy.on(builder(tarn, maximumEntries)).build(), tarn::close);
    }

    /** Opens one that follows a bus and declares a bound on staleness, so that each hit looks whether it may be served. */
    static HeapSubject bounded(int maximumEntries) {
        InProcessBus bus = InProcessBus.create();
        Tarn tarn = Tarn.builder().bus(bus).build();
        LoadingCache<Object, Object> cache = builder(tarn, maximumEntries)
                .keyCodec(new HeapKeyCodec())
                .maximumStaleness(BOUND)
                .build();
        return subject(cache, () -> {
            tarn.close();
            bus.close();
        });
    }

    private static CacheBuilder<Object, Object, LoadingCache<Object, Object>> builder(Tarn tarn, int maximumEntries) {
        return tarn.cache("heap", Object.class, Object.class)
                .heap(Heap.maximumEntries(maximumEntries))
                .expireAfterWrite(HeapSubject.LIFE)
                .loader(CacheLoader.of(key -> key));
    }

    /**
     * Returns what is measured of a cache.
     *
     * @param closing closes what the cache belongs to
     */
    static HeapSubject subject(LoadingCache<Object, Object> cache, Runnable closing) {
        return new HeapSubject(
                cache::getIfPresent,
                cache::get,
                cache::put,
                () -> cache.stats().tiers().get(0).misses(),
                closing);
    }
}
