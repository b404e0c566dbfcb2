package dev.tarn.tiered;

import dev.tarn.Options;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Gives entries their lives: from settings, from what one write or load says, and with jitter. */
final class Lifetimes {
    private final Clock clock;
    private final long ttlNanos;
    private final long staleNanos;
    private final long absentNanos;
    private final double jitter;
    private final double refreshFraction;

    Lifetimes(CacheSettings<?, ?> settings, Clock clock) {
        this.clock = clock;
        this.ttlNanos = nanos(settings.timeToLive(), Entry.MAX_LIFE_NANOS);
        this.staleNanos = nanos(settings.staleFor(), 0);
        this.absentNanos = nanos(settings.absentLife(), 0);
        this.jitter = settings.jitter();
        this.refreshFraction = settings.refreshFraction();
    }

    /** Returns an entry for a value that the user wrote just now. */
    <V> Entry<V> written(V value, Options options) {
        Traits traits = options.tags().isEmpty() ? Traits.NONE : new Traits(options.tags(), null, null);
        return entry(value, clock.nanos(), options.timeToLive(), options.staleFor(), traits);
    }

    /** Returns an entry for the answer of a load; its life counts from the start of the load. */
    <V> Entry<V> loaded(
            @Nullable V value, long startedAt, @Nullable Duration ttl, @Nullable Duration stale, Traits traits) {
        return value == null ? absence(startedAt, ttl, traits) : entry(value, startedAt, ttl, stale, traits);
    }

    /** Returns an entry that came from another tier with the moment for its refresh. */
    <V> Entry<V> refreshable(Entry<V> entry) {
        return entry.refreshingAt(refreshAt(entry.writtenAt(), entry.freshUntil() - entry.writtenAt()));
    }

    private <V> Entry<V> entry(
            V value, long from, @Nullable Duration ownTtl, @Nullable Duration ownStale, Traits traits) {
        long life = jittered(nanos(ownTtl, ttlNanos));
        long freshUntil = from + life;
        long deadAt = freshUntil + Math.min(nanos(ownStale, staleNanos), Entry.MAX_LIFE_NANOS - life);
        return new Entry<>(value, 0, from, refreshAt(from, life), freshUntil, deadAt, traits);
    }

    private <V> Entry<V> absence(long from, @Nullable Duration ownTtl, Traits traits) {
        long life = nanos(ownTtl, absentNanos);
        return new Entry<>(null, 0, from, from + life, from + life, from + life, traits);
    }

    private long refreshAt(long from, long life) {
        return refreshFraction < 1 ? from + (long) (life * refreshFraction) : from + life;
    }

    private long jittered(long life) {
        return jitter == 0 || life >= Entry.MAX_LIFE_NANOS
                ? life
                : Math.max(1, (long)
                        (life * (1 - jitter * ThreadLocalRandom.current().nextDouble())));
    }

    private static long nanos(@Nullable Duration duration, long otherwise) {
        if (duration == null) {
            return otherwise;
        }
        return duration.compareTo(CacheSettings.MAX_LIFE) >= 0 ? Entry.MAX_LIFE_NANOS : duration.toNanos();
    }
}
