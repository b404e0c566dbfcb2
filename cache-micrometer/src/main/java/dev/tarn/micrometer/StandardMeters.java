package dev.tarn.micrometer;

import dev.tarn.CacheStats;
import dev.tarn.TierStats;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Registers the meters that Micrometer registers for every kind of cache, under the names, tags and descriptions that its own binders
 * give them, so that dashboards made for other caches show Tarn's as well.
 */
final class StandardMeters {
    private static final String GETS =
            "The number of times cache lookup methods have returned a cached (hit) or uncached (newly loaded "
                    + "or null) value (miss).";
    private static final String LOADS =
            "The number of times cache lookup methods have successfully loaded a new value or failed to load a "
                    + "new value, either because no value was found or an exception was thrown while loading";

    private StandardMeters() {}

    /** Tells whether they are registered already for a cache of this name, perhaps for another kind of cache. */
    static boolean areTaken(Registration registration) {
        return registration.isTaken("cache.gets");
    }

    /**
     * Registers them.
     *
     * @param state is held weakly
     * @param stats gives the counts; must not hold the state
     */
    static <T> void register(Registration registration, T state, Function<T, CacheStats> stats) {
        if (nearest(stats.apply(state)).isPresent()) {
            registration.gauge(
                    "cache.size",
                    "The number of entries in this cache. This may be an approximation, depending on the type of cache.",
                    null,
                    state,
                    of(stats, StandardMeters::size));
        }
        registration.count("cache.gets", GETS, null, state, of(stats, CacheStats::hits), "result", "hit");
        registration.count(
                "cache.gets", GETS, null, state, of(stats, all -> all.requests() - all.hits()), "result", "miss");
        registration.count(
                "cache.puts", "The number of entries added to the cache", null, state, of(stats, StandardMeters::puts));
        registration.count(
                "cache.evictions",
                "The number of times the cache was evicted.",
                null,
                state,
                of(stats, StandardMeters::evictions));
        registration.count("cache.load", LOADS, null, state, of(stats, CacheStats::loadSuccesses), "result", "success");
        registration.count("cache.load", LOADS, null, state, of(stats, CacheStats::loadFailures), "result", "failure");
        registration.duration(
                "cache.load.duration",
                "The time the cache has spent loading new values",
                state,
                of(stats, CacheStats::totalLoadNanos));
    }

    private static <T> ToDoubleFunction<T> of(Function<T, CacheStats> stats, ToDoubleFunction<CacheStats> figure) {
        return state -> figure.applyAsDouble(stats.apply(state));
    }

    private static double puts(CacheStats stats) {
        return (double) stats.puts() + stats.loadSuccesses() - stats.loadAbsences();
    }

    /** A tier may or may not hold again what the one above it holds: the fullest says least wrong how many there are. */
    private static double size(CacheStats stats) {
        return locals(stats).stream().mapToLong(TierStats::entries).max().orElse(0);
    }

    /** What a tier gives up is kept in the next one; what the farthest one gives up has left this process. */
    private static double evictions(CacheStats stats) {
        List<TierStats> locals = locals(stats);
        return locals.isEmpty() ? 0 : locals.get(locals.size() - 1).evictions();
    }

    private static Optional<TierStats> nearest(CacheStats stats) {
        return locals(stats).stream().findFirst();
    }

    private static List<TierStats> locals(CacheStats stats) {
        return stats.tiers().stream().filter(tier -> tier.entries() >= 0).toList();
    }
}
