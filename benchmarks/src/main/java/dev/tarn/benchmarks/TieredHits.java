package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.TierStats;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;

/** A whole cache of Tarn, which loads what it misses, and does its upkeep at once. Used by one thread. */
final class TieredHits implements HitCounter, AutoCloseable {
    private static final int VALUE = 100;
    /** The heap tier's share of the entries, if there is another tier: a part in so many. */
    private static final int HEAP_SHARE = 5;
    /** What an entry is taken to need outside the heap beside its value, until it has been seen. */
    private static final int BESIDE = 64;

    private static final long LEAST_BYTES = 1L << 20;
    private static final int TRIALS = 3;

    private final Tarn tarn =
            Tarn.builder().namespace("hits").executor(Runnable::run).build();
    private final LoadingCache<Object, Object> cache;
    private long loads;

    /** Opens a cache; without a tier outside the heap if that has no bytes. */
    private TieredHits(int heapEntries, long bytes) {
        CacheBuilder<Object, Object, LoadingCache<Object, Object>> builder = tarn.cache(
                        "hits", Object.class, Object.class)
                .keyCodec(new HeapKeyCodec())
                .codec(new PlaceCodec())
                .heap(Heap.maximumEntries(heapEntries).executor(Runnable::run))
                .loader(CacheLoader.of(this::load));
        cache = (bytes == 0 ? builder : builder.offHeap(OffHeap.maximumBytes(bytes))).build();
    }

    /** Opens one that holds a number of entries on the heap. */
    static TieredHits ofHeap(int entries) {
        return new TieredHits(entries, 0);
    }

    /**
     * Opens one that holds about a number of entries outside the heap, and a fifth of these on the heap as well: whatever stands on the heap stands outside it, too. How
     * many bytes that takes is found out by filling some.
     */
    static TieredHits ofTiers(int entries) {
        int heap = heapShare(entries);
        long bytes = Math.max(LEAST_BYTES, (long) entries * (VALUE + BESIDE));
        for (int trial = 0; trial < TRIALS; trial++) {
            try (TieredHits filled = new TieredHits(heap, bytes)) {
                for (int key = 0; key < 2 * entries; key++) {
                    filled.access(key, 1);
                }
                bytes = Math.max(LEAST_BYTES, bytes * entries / Math.max(1, filled.held()));
            }
        }
        return new TieredHits(heap, bytes);
    }

    /** Returns how many of a number of entries stand on the heap as well, if there is another tier. */
    static int heapShare(int entries) {
        return Math.max(1, entries / HEAP_SHARE);
    }

    private Object load(Object key) {
        loads++;
        return new byte[VALUE];
    }

    @Override
    public boolean access(int key, int size) {
        long before = loads;
        cache.get((long) key);
        return loads == before;
    }

    /** Voids a key, as a change would. */
    void change(int key) {
        cache.invalidate((long) key);
    }

    /** Returns how many entries the tier outside the heap holds, or the heap if there is no other. */
    long held() {
        return cache.stats().tier("offheap").isPresent() ? entries("offheap") : entries("heap");
    }

    private long entries(String tier) {
        return cache.stats().tier(tier).map(TierStats::entries).orElse(0L);
    }

    @Override
    public void close() {
        tarn.close();
    }
}
