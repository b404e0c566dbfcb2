package dev.tarn.lab;

import dev.tarn.CacheLoader;
import dev.tarn.CacheStats;
import dev.tarn.LoadingCache;
import dev.tarn.TierStats;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.tiered.Advice;
import dev.tarn.tiered.CacheBuilder;
import dev.tarn.tiered.Tarn;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Sends the accesses of a trace through a cache with some tiers, one after the other, and counts which of them answered. */
final class Replay {
    private static final int STEP = 1 << 12;
    private static final int BESIDE_ENTRY = 32;

    private final Trace trace;
    private final ReplayTime time = new ReplayTime();
    private final @Nullable LruModel remote;
    private long remoteHits;

    private Replay(Trace trace, Setup setup) {
        this.trace = trace;
        Bound bound = setup.remote();
        this.remote = bound == null ? null : new LruModel(bound.in(trace), bound.bytes(), setup.life());
    }

    /**
     * Replays a trace.
     *
     * @param done is told now and then how many more accesses were replayed
     * @throws IllegalArgumentException if the tiers cannot be had
     */
    static Outcome run(Trace trace, Setup setup, IntConsumer done) {
        return new Replay(trace, setup).run(setup, done);
    }

    private Outcome run(Setup setup, IntConsumer done) {
        try (Tarn tarn = Tarn.builder()
                .namespace("lab")
                .clock(time)
                .scheduler(time)
                .executor(Runnable::run)
                .build()) {
            LoadingCache<Integer, Integer> cache = open(tarn, setup);
            int[] keys = trace.keys();
            for (int from = 0; from < keys.length; from += STEP) {
                int end = Math.min(keys.length, from + STEP);
                read(cache, from, end);
                done.accept(end - from);
            }
            return outcome(cache.stats());
        }
    }

    private LoadingCache<Integer, Integer> open(Tarn tarn, Setup setup) {
        CacheBuilder<Integer, Integer, ?> builder = tarn.cache("replay", Integer.class, Integer.class)
                .keyCodec(SizeCodec.keys())
                .codec(SizeCodec.values())
                .silence(Advice.values());
        Bound heap = setup.heap();
        if (heap != null) {
            Heap tier = heap.bytes()
                    ? Heap.maximumWeight(heap.in(trace), (Integer key, Integer size) -> size)
                    : Heap.maximumEntries(heap.in(trace));
            builder.heap(tier.executor(Runnable::run));
        }
        Bound offHeap = setup.offHeap();
        if (offHeap != null) {
            builder.offHeap(offHeap(offHeap.in(trace), trace));
        }
        if (setup.life() != null) {
            builder.expireAfterWrite(setup.life());
        }
        return builder.loader(CacheLoader.of(this::load)).build();
    }

    /** Describes a tier outside the heap that takes every object, if it may: what is large is a part of the trace. */
    static OffHeap offHeap(long bytes, Trace trace) {
        int largest = 0;
        for (int size : trace.sizes()) {
            largest = Math.max(largest, size);
        }
        OffHeap tier = OffHeap.maximumBytes(bytes);
        long most = Math.min(bytes / 4, largest + BESIDE_ENTRY);
        return tier.maximumEntryBytes((int) Math.max(64, most));
    }

    private void read(LoadingCache<Integer, Integer> cache, int from, int end) {
        int[] keys = trace.keys();
        long[] millis = trace.millis();
        for (int i = from; i < end; i++) {
            if (millis != null) {
                time.moveTo(millis[i] - millis[0]);
            }
            cache.get(keys[i]);
        }
    }

    private Integer load(Integer key) {
        int size = trace.sizes()[key];
        if (remote != null && remote.access(key, size, time.millis())) {
            remoteHits++;
        }
        return size;
    }

    private Outcome outcome(CacheStats stats) {
        long held = stats.tiers().isEmpty()
                ? 0
                : stats.tiers().get(stats.tiers().size() - 1).entries();
        long heap = hits(stats, "heap");
        long offHeap = hits(stats, "offheap");
        int lacking = trace.expected() - trace.length(); // of the sample, by the keys that are asked for most
        return stats.tier("heap").isPresent()
                ? new Outcome(trace.expected(), Math.max(0, heap + lacking), offHeap, remoteHits, held)
                : new Outcome(trace.expected(), 0, Math.max(0, offHeap + lacking), remoteHits, held);
    }

    private static long hits(CacheStats stats, String tier) {
        return stats.tier(tier).map(TierStats::hits).orElse(0L);
    }
}
