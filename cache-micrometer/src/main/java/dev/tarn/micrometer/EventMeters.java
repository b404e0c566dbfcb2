package dev.tarn.micrometer;

import dev.tarn.CodecException;
import dev.tarn.RemovalCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Holds the meters of one cache that are written to when something happens. What every cache has is registered at once; what depends on
 * the operation, the tier or the reason when it first happens, and there are few of each.
 */
final class EventMeters {
    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";
    /** A hit in a local tier takes nanoseconds; what takes milliseconds was held up by something else. */
    private static final Duration[] HIT_BUCKETS = {
        Duration.ofNanos(100),
        Duration.ofNanos(250),
        Duration.ofNanos(500),
        Duration.ofNanos(1_000),
        Duration.ofNanos(2_500),
        Duration.ofNanos(5_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(25_000),
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(10)
    };

    /** Staleness and divergence are not latencies: seconds to a day. */
    static final Duration[] AGES = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofDays(1)
    };

    private final Registration registration;
    private final Duration[] buckets;
    private final Timer loaded;
    private final Timer loadFailed;
    private final Timer leaseWaits;
    private final Timer staleServed;
    private final Timer lag;
    private final Map<String, Timer> localHits = new ConcurrentHashMap<>();
    private final Map<String, Timer> answered = new ConcurrentHashMap<>();
    private final Map<String, Timer> failed = new ConcurrentHashMap<>();
    private final Map<String, Counter> evictedForSize = new ConcurrentHashMap<>();
    private final Map<String, Counter> expired = new ConcurrentHashMap<>();
    private final Map<CodecException.Reason, Counter> unreadable = new ConcurrentHashMap<>();

    EventMeters(Registration registration, List<Duration> buckets) {
        this.registration = registration;
        this.buckets = buckets.toArray(Duration[]::new);
        this.loaded = loads(SUCCESS);
        this.loadFailed = loads(FAILURE);
        this.leaseWaits = timer("tarn.lease.waits", "Waits for a load that another process runs");
        this.staleServed =
                timer(instead(AGES), "tarn.stale.served", "Since when stale values were stale when they were served");
        this.lag = timer("tarn.invalidation.lag", "From the record of a change elsewhere until it was applied here");
    }

    private Timer loads(String outcome) {
        return timer("tarn.loads", "Calls of the loader", "outcome", outcome);
    }

    private Timer timer(String name, String what, String... tags) {
        return timer(buckets, name, what, tags);
    }

    private Timer timer(Duration[] limits, String name, String what, String... tags) {
        return registration.add(registry -> Timer.builder(name)
                .description(what)
                .tags(registration.tags().and(tags))
                .serviceLevelObjectives(limits)
                .register(registry));
    }

    void load(long nanos, boolean success) {
        (success ? loaded : loadFailed).record(nanos, TimeUnit.NANOSECONDS);
    }

    void remoteCall(String operation, long nanos, boolean success) {
        Timer timer = success
                ? answered.computeIfAbsent(operation, name -> remoteCalls(name, SUCCESS))
                : failed.computeIfAbsent(operation, name -> remoteCalls(name, FAILURE));
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer remoteCalls(String operation, String outcome) {
        return timer("tarn.remote.calls", "Calls to the remote tier", "operation", operation, "outcome", outcome);
    }

    void localHit(String tier, long nanos) {
        localHits.computeIfAbsent(tier, this::hits).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer hits(String tier) {
        return timer(
                instead(HIT_BUCKETS), "tarn.local.hits", "Reads that a local tier answered, one in many", "tier", tier);
    }

    /** Returns other limits than those of latencies, unless nobody wants histograms. */
    private Duration[] instead(Duration[] limits) {
        return buckets.length == 0 ? buckets : limits;
    }

    void leaseWait(long nanos) {
        leaseWaits.record(nanos, TimeUnit.NANOSECONDS);
    }

    void staleServed(long nanos) {
        staleServed.record(nanos, TimeUnit.NANOSECONDS);
    }

    void invalidationLag(long nanos) {
        lag.record(nanos, TimeUnit.NANOSECONDS);
    }

    void evicted(String tier, RemovalCause cause, int entries) {
        Map<String, Counter> counters = cause == RemovalCause.SIZE ? evictedForSize : expired;
        counters.computeIfAbsent(tier, name -> evictions(name, cause)).increment(entries);
    }

    private Counter evictions(String tier, RemovalCause cause) {
        return counter(
                "tarn.tier.evictions",
                "Entries that a tier gave up by itself",
                "tier",
                tier,
                "cause",
                cause == RemovalCause.SIZE ? "size" : "expired");
    }

    void unreadable(CodecException.Reason reason) {
        unreadable
                .computeIfAbsent(
                        reason,
                        why -> counter(
                                "tarn.unreadable",
                                "Entries that could not be read or written, by reason",
                                "reason",
                                why.name().toLowerCase(Locale.ROOT)))
                .increment();
    }

    private Counter counter(String name, String what, String... tags) {
        return registration.add(registry -> Counter.builder(name)
                .description(what)
                .tags(registration.tags().and(tags))
                .register(registry));
    }
}
