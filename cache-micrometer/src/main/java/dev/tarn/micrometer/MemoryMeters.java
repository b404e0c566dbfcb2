package dev.tarn.micrometer;

import dev.tarn.MemoryStats;
import dev.tarn.TierStats;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Registers the meters of a tier that has memory of its own. */
final class MemoryMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Registration registration;
    private final MeteredCache cache;
    private final String tier;

    private MemoryMeters(Registration registration, MeteredCache cache, String tier) {
        this.registration = registration;
        this.cache = cache;
        this.tier = tier;
    }

    static void register(Registration registration, MeteredCache cache, String tier) {
        MemoryMeters meters = new MemoryMeters(registration, cache, tier);
        meters.bytes();
        meters.evictions();
        meters.refusals();
        meters.index();
        meters.time("room", MemoryStats::makingRoomNanos);
        meters.time("sweep", MemoryStats::sweepingNanos);
    }

    private void bytes() {
        bytes("live", MemoryStats::liveBytes);
        bytes("dead", MemoryStats::deadBytes);
        bytes("free", MemoryStats::freeBytes);
        bytes("unused", MemoryStats::unusedBytes);
        bytes("index", MemoryStats::indexBytes);
        gauge("reserved", "All memory that the tier has taken", "bytes", MemoryStats::reservedBytes);
        gauge(
                "fragmentation",
                "The share of the memory that entries have had which holds none now",
                "ratio",
                MemoryStats::fragmentation);
    }

    private void bytes(String use, ToLongFunction<MemoryStats> bytes) {
        registration.gauge(
                "tarn.memory.used",
                "The memory of a tier, by what it is used for",
                "bytes",
                cache,
                of(bytes::applyAsLong),
                "tier",
                tier,
                "use",
                use);
    }

    private void evictions() {
        eviction("size", MemoryStats::evictedForSize);
        eviction("index", MemoryStats::evictedForIndex);
        eviction("dead", MemoryStats::evictedDead);
    }

    private void eviction(String cause, ToLongFunction<MemoryStats> count) {
        count(
                "evictions",
                "Entries given up to have memory or a place, or because they were dead",
                "cause",
                cause,
                count);
    }

    private void refusals() {
        refusal("key", MemoryStats::refusedKey);
        refusal("encoding", MemoryStats::refusedNotEncodable);
        refusal("size", MemoryStats::refusedTooLarge);
        refusal("memory", MemoryStats::refusedNoMemory);
    }

    private void refusal(String reason, ToLongFunction<MemoryStats> count) {
        count("refusals", "Entries that the tier did not take", "reason", reason, count);
    }

    private void count(String name, String what, String tag, String value, ToLongFunction<MemoryStats> count) {
        registration.count("tarn.memory." + name, what, null, cache, of(count::applyAsLong), "tier", tier, tag, value);
    }

    private void index() {
        gauge(
                "probes",
                "Words of the index that a reader looks at to find an entry, on average",
                null,
                MemoryStats::probes);
        gauge("probes.longest", "The most of them", null, MemoryStats::longestProbe);
    }

    private void gauge(String name, String what, @Nullable String unit, ToDoubleFunction<MemoryStats> figure) {
        registration.gauge("tarn.memory." + name, what, unit, cache, of(figure), "tier", tier);
    }

    private void time(String work, ToLongFunction<MemoryStats> nanos) {
        registration.count(
                "tarn.memory.reclaiming",
                "Time spent on making room for entries, and on sweeps for dead ones",
                "seconds",
                cache,
                of(memory -> nanos.applyAsLong(memory) / NANOS_PER_SECOND),
                "tier",
                tier,
                "work",
                work);
    }

    private ToDoubleFunction<MeteredCache> of(ToDoubleFunction<MemoryStats> figure) {
        String name = tier; // not this: the registry would keep the cache alive
        return measured -> measured.stats()
                .tier(name)
                .map(TierStats::memory)
                .map(figure::applyAsDouble)
                .orElse(Double.NaN);
    }
}
