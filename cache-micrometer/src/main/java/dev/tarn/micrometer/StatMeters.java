package dev.tarn.micrometer;

import dev.tarn.CacheStats;
import dev.tarn.CoherenceStats;
import dev.tarn.FailureStats;
import dev.tarn.TierStats;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Registers the meters that show what a cache counts anyway: asked when somebody looks, free when nobody does. */
final class StatMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Registration registration;
    private final MeteredCache cache;

    private StatMeters(Registration registration, MeteredCache cache) {
        this.registration = registration;
        this.cache = cache;
    }

    /** Registers them for the tiers that the cache has now. */
    static void register(Registration registration, MeteredCache cache) {
        StatMeters meters = new StatMeters(registration, cache);
        cache.stats().tiers().forEach(meters::tier);
        meters.loads();
        meters.failures();
        meters.coherence();
        if (cache.stats().tier("remote").isPresent()) {
            meters.remote();
        }
    }

    private void remote() {
        registration.gauge(
                "tarn.remote.up",
                "1 if the remote tier answered when it was asked last, 0 if it failed",
                null,
                cache,
                measured -> measured.hasRemoteFailed() ? 0 : 1);
        count(
                "tarn.remote.refused",
                "Reads that did not ask the remote tier because the breaker before it was open",
                stats -> stats.breaker().refusedCalls());
    }

    private void tier(TierStats now) {
        String tier = now.tier();
        outcome(tier, "fresh", TierStats::freshHits);
        outcome(tier, "stale", TierStats::staleHits);
        outcome(tier, "absent", TierStats::absentHits);
        outcome(tier, "miss", TierStats::misses);
        registration.count(
                "tarn.tier.unreadable",
                "Entries that could not be decoded",
                null,
                cache,
                of(tier, TierStats::unreadable),
                "tier",
                tier);
        registration.count(
                "tarn.tier.failures",
                "Operations of a tier that failed or timed out",
                null,
                cache,
                of(tier, TierStats::failures),
                "tier",
                tier);
        if (now.entries() >= 0) {
            registration.gauge(
                    "tarn.tier.entries", "Entries held", null, cache, of(tier, TierStats::entries), "tier", tier);
        }
        if (now.bytes() >= 0) {
            registration.gauge(
                    "tarn.tier.weight",
                    "Bytes held, or weight where the tier was given a weigher",
                    null,
                    cache,
                    of(tier, TierStats::bytes),
                    "tier",
                    tier);
        }
        if (now.memory() != null) {
            MemoryMeters.register(registration, cache, tier);
        }
    }

    private void outcome(String tier, String outcome, ToLongFunction<TierStats> count) {
        registration.count(
                "tarn.tier.requests",
                "Reads that reached a tier, by what it answered",
                null,
                cache,
                of(tier, count),
                "tier",
                tier,
                "outcome",
                outcome);
    }

    private void loads() {
        loadedKeys("found", stats -> stats.loadSuccesses() - stats.loadAbsences());
        loadedKeys("absent", CacheStats::loadAbsences);
        loadedKeys("failure", CacheStats::loadFailures);
        count("tarn.joins", "Reads that waited for a load that another read had begun", CacheStats::joins);
        count("tarn.puts", "Values that callers wrote", CacheStats::puts);
    }

    private void loadedKeys(String outcome, ToDoubleFunction<CacheStats> count) {
        registration.count(
                "tarn.load.keys",
                "Keys that a loader was asked for, by what came of it",
                null,
                cache,
                all(count),
                "outcome",
                outcome);
    }

    private void failures() {
        failure("stale_on_failure", FailureStats::staleOnFailure);
        failure("soft_timeout", FailureStats::softTimeouts);
        failure("hard_timeout", FailureStats::hardTimeouts);
        failure("late_load", FailureStats::lateLoads);
        failure("suppressed_load", FailureStats::suppressedLoads);
        failure("fallback", FailureStats::fallbacks);
        failure("shed_load", FailureStats::shedLoads);
    }

    private void failure(String event, ToLongFunction<FailureStats> count) {
        registration.count(
                "tarn.failures",
                "What happened because a load was slow, failed or was too much",
                null,
                cache,
                all(stats -> count.applyAsLong(stats.failures())),
                "event",
                event);
    }

    private void coherence() {
        change("invalidations.sent", "Changes announced to other nodes", CoherenceStats::invalidationsSent);
        change("invalidations.received", "Changes of the log applied", CoherenceStats::invalidationsReceived);
        change("refused.fills", "Answers not stored, for a change had come in between", CoherenceStats::refusedFills);
        change("gaps", "Messages that did not continue where this node stood", CoherenceStats::gaps);
        change("replays", "Changes learnt from the log itself, not from a message", CoherenceStats::replays);
        change("resets", "Times at which a shard's past could not be told", CoherenceStats::resets);
        change("reassertions", "Changes that the store had lost, recorded again", CoherenceStats::reassertions);
        change("validations", "Reads that had to wait for a proof", CoherenceStats::validations);
        registration.count(
                "tarn.coherence.doubt",
                "How long nothing could be served for want of a proof",
                "seconds",
                cache,
                all(stats -> stats.coherence().doubtNanos() / NANOS_PER_SECOND));
        registration.gauge(
                "tarn.coherence.pending.invalidations",
                "Changes that the remote tier or the bus has not taken yet",
                null,
                cache,
                all(stats -> stats.coherence().pendingInvalidations()));
        registration.duration(
                "tarn.coherence.proof.age",
                "The age of the oldest proof that all changes are applied",
                cache,
                all(stats -> stats.coherence().proofAgeNanos()));
    }

    private void change(String name, String what, ToLongFunction<CoherenceStats> count) {
        count("tarn.coherence." + name, what, stats -> count.applyAsLong(stats.coherence()));
    }

    private void count(String name, String what, ToDoubleFunction<CacheStats> count) {
        registration.count(name, what, null, cache, all(count));
    }

    private static ToDoubleFunction<MeteredCache> all(ToDoubleFunction<CacheStats> figure) {
        return cache -> figure.applyAsDouble(cache.stats());
    }

    private static ToDoubleFunction<MeteredCache> of(String tier, ToLongFunction<TierStats> figure) {
        return cache -> cache.stats().tier(tier).map(figure::applyAsLong).orElse(0L);
    }
}
