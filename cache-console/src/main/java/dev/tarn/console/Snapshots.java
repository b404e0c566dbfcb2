package dev.tarn.console;

import dev.tarn.BreakerStats;
import dev.tarn.Cache;
import dev.tarn.CacheStats;
import dev.tarn.TierStats;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Meters.Audit;
import dev.tarn.spi.Meters.CacheMeters;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows the caches, and says what they have done, in the form in which the page reads it. Thread-safe. */
final class Snapshots {
    private static final int SHOWN_KEYS = 10;
    /** In nanoseconds. */
    private static final List<Long> HIT_LIMITS =
            List.of(100L, 250L, 500L, 1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L);

    private final Clock clock;
    private final KeyTexts texts;
    private final boolean keys;
    private final boolean changes;
    private final Function<String, Optional<Cache<?, ?>>> caches;
    private final Map<CacheId, Watched> watched = new ConcurrentHashMap<>();

    Snapshots(
            Clock clock,
            KeyTexts texts,
            boolean keys,
            boolean changes,
            Function<String, Optional<Cache<?, ?>>> caches) {
        this.clock = clock;
        this.texts = texts;
        this.keys = keys;
        this.changes = changes;
        this.caches = caches;
    }

    CacheMeters open(CacheId id, Supplier<CacheStats> stats, CacheMeters others) {
        Watched cache = new Watched(id, stats, others, clock, () -> watched.remove(id));
        watched.put(id, cache);
        return cache;
    }

    Map<String, @Nullable Object> take() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("millis", clock.millis());
        all.put("keys", keys);
        all.put("changes", changes);
        all.put("hitLimits", HIT_LIMITS);
        List<Map<String, @Nullable Object>> caches = watched.values().stream()
                .sorted(Comparator.comparing(cache -> cache.id.toString()))
                .map(this::of)
                .toList();
        all.put("caches", caches);
        return all;
    }

    private Map<String, @Nullable Object> of(Watched watched) {
        CacheStats stats = watched.stats.get();
        Map<String, @Nullable Object> cache = new LinkedHashMap<>();
        cache.put("namespace", watched.id.namespace());
        cache.put("name", watched.id.cache());
        List<Map<String, @Nullable Object>> tiers = stats.tiers().stream()
                .map(tier -> tier(tier, watched.hits.get(tier.tier()), isUsed(watched.id, tier.tier())))
                .toList();
        cache.put("tiers", tiers);
        cache.put("requests", stats.requests());
        cache.put("hits", stats.hits());
        cache.put("loads", stats.loads());
        cache.put("loadFailures", stats.loadFailures());
        cache.put("joins", stats.joins());
        cache.put("remoteUp", stats.tier("remote").isEmpty() ? null : !watched.hasRemoteFailed());
        cache.put("breaker", breaker(stats.breaker()));
        cache.put("pending", stats.coherence().pendingInvalidations());
        cache.put("proofAgeMillis", stats.coherence().proofAgeNanos() / 1e6);
        cache.put("load", times(watched.loads));
        cache.put("remote", times(watched.calls));
        List<Map<String, Object>> hot = watched.hot.top(SHOWN_KEYS).stream()
                .map(heavy -> key(texts.of(heavy.item()), "share", heavy.share()))
                .toList();
        cache.put("hot", hot);
        List<Map<String, Object>> big = watched.big.top(SHOWN_KEYS).stream()
                .map(entry -> key(texts.ofEncoded(entry.key()), "bytes", entry.bytes()))
                .toList();
        cache.put("big", big);
        cache.put("audit", audits(watched.audits));
        return cache;
    }

    private static Map<String, Object> breaker(BreakerStats stats) {
        Map<String, Object> breaker = new LinkedHashMap<>();
        breaker.put("state", stats.state().name().toLowerCase(Locale.ROOT));
        breaker.put("opened", stats.opened());
        breaker.put("refused", stats.refusedCalls());
        return breaker;
    }

    private @Nullable Map<String, Object> audits(Audits audits) {
        Map<String, Object> all = new LinkedHashMap<>();
        long samples = 0;
        for (Audit verdict : Audit.values()) {
            samples += audits.count(verdict);
            all.put(verdict.name().toLowerCase(Locale.ROOT), audits.count(verdict));
        }
        List<Map<String, Object>> last =
                audits.last().stream().map(this::divergence).toList();
        all.put("last", last);
        return samples == 0 ? null : all;
    }

    private Map<String, Object> divergence(Audits.Divergence divergence) {
        Map<String, Object> one = key(texts.of(divergence.key()), "age", divergence.ageNanos() / 1e9);
        one.put("verdict", divergence.verdict().name().toLowerCase(Locale.ROOT));
        one.put("millis", divergence.seenAt());
        return one;
    }

    private static Map<String, Object> key(String text, String name, Object figure) {
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("key", text);
        key.put(name, figure);
        return key;
    }

    private Map<String, @Nullable Object> tier(TierStats stats, @Nullable Timings hits, @Nullable Boolean used) {
        Map<String, @Nullable Object> tier = new LinkedHashMap<>();
        tier.put("tier", stats.tier());
        tier.put("fresh", stats.freshHits());
        tier.put("stale", stats.staleHits());
        tier.put("absent", stats.absentHits());
        tier.put("misses", stats.misses());
        tier.put("evictions", stats.evictions());
        tier.put("failures", stats.failures());
        tier.put("entries", stats.entries() < 0 ? null : stats.entries());
        tier.put("bytes", stats.bytes() < 0 ? null : stats.bytes());
        tier.put("used", used);
        tier.put("hit", hits == null ? null : hitTimes(hits));
        return tier;
    }

    /** Tells whether a tier is used, or returns null where that is not known. */
    private @Nullable Boolean isUsed(CacheId id, String tier) {
        return caches.apply(id.cache())
                .map(Cache::controls)
                .filter(controls -> controls.tiers().contains(tier))
                .map(controls -> controls.isUsed(tier))
                .orElse(null);
    }

    private Map<String, @Nullable Object> hitTimes(Timings hits) {
        Map<String, @Nullable Object> times = times(hits);
        long now = clock.nanos();
        List<Double> within =
                HIT_LIMITS.stream().map(limit -> hits.share(limit, now)).toList();
        times.put("within", within);
        return times;
    }

    private Map<String, @Nullable Object> times(Timings timings) {
        long now = clock.nanos();
        Map<String, @Nullable Object> times = new LinkedHashMap<>();
        times.put("p50", timings.quantile(0.5, now) / 1e6);
        times.put("p99", timings.quantile(0.99, now) / 1e6);
        return times;
    }
}
