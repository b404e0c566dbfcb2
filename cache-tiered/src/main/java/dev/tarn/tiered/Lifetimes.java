package dev.tarn.tiered;

import dev.tarn.Expiry;
import dev.tarn.Expiry.Outcome;
import dev.tarn.Options;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Gives entries their lives: from settings, from what one write or load says, and with jitter. */
final class Lifetimes<K, V> {
    private final Clock clock;
    private final long ttlNanos;
    private final long staleNanos;
    private final long absentNanos;
    private final double jitter;
    private final double refreshFraction;
    private final double earlyRefresh;
    private final @Nullable Expiry<K, V> expiry;
    private volatile long usualLoadNanos;

    Lifetimes(CacheSettings<K, V> settings, Clock clock) {
        this.clock = clock;
        this.ttlNanos = nanos(settings.timeToLive(), Entry.MAX_LIFE_NANOS);
        this.staleNanos = nanos(settings.staleFor(), 0);
        this.absentNanos = nanos(settings.absentLife(), 0);
        this.jitter = settings.jitter();
        this.refreshFraction = settings.refreshFraction();
        this.earlyRefresh = settings.earlyRefresh();
        this.expiry = settings.expiry();
    }

    /** Learns how long a load took, for {@link #refreshAt}; a lost update costs nothing. */
    void took(long nanos) {
        long usual = usualLoadNanos;
        usualLoadNanos = usual == 0 ? nanos : usual - usual / 8 + nanos / 8;
    }

    /** Returns an entry for a value that the user wrote just now. */
    Entry<V> written(K key, V value, Options options) {
        Traits traits = options.tags().isEmpty() ? Traits.NONE : new Traits(options.tags(), null, null);
        Duration ttl = options.timeToLive();
        return entry(
                value,
                clock.nanos(),
                ttl == null ? special(key, value, Outcome.WRITTEN) : ttl,
                options.staleFor(),
                traits);
    }

    /** Returns an entry for the answer of a load; its life counts from the start of the load. */
    Entry<V> loaded(
            K key,
            @Nullable V value,
            boolean unmodified,
            long startedAt,
            @Nullable Duration ownTtl,
            @Nullable Duration stale,
            Traits traits) {
        Outcome outcome = value == null ? Outcome.ABSENT : unmodified ? Outcome.NOT_MODIFIED : Outcome.LOADED;
        Duration ttl = ownTtl == null ? special(key, value, outcome) : ownTtl;
        return value == null ? absence(startedAt, ttl, traits) : entry(value, startedAt, ttl, stale, traits);
    }

    private @Nullable Duration special(K key, @Nullable V value, Outcome outcome) {
        Duration ttl = expiry == null ? null : expiry.timeToLive(key, value, outcome);
        return ttl == null ? null : Options.ttl(ttl).timeToLive();
    }

    /** Returns an entry that came from another tier with the moment for its refresh. */
    Entry<V> refreshable(Entry<V> entry) {
        return entry.refreshingAt(refreshAt(entry.writtenAt(), entry.freshUntil() - entry.writtenAt()));
    }

    private Entry<V> entry(V value, long from, @Nullable Duration ownTtl, @Nullable Duration ownStale, Traits traits) {
        long life = jittered(nanos(ownTtl, ttlNanos));
        long freshUntil = from + life;
        long deadAt = freshUntil + Math.min(nanos(ownStale, staleNanos), Entry.MAX_LIFE_NANOS - life);
        return new Entry<>(value, 0, from, refreshAt(from, life), freshUntil, deadAt, traits);
    }

    private Entry<V> absence(long from, @Nullable Duration ownTtl, Traits traits) {
        long life = nanos(ownTtl, absentNanos);
        return new Entry<>(null, 0, from, from + life, from + life, from + life, traits);
    }

    /**
     * Returns when a read starts a refresh. With early refresh the moment is drawn as XFetch does it, so much before the end as a load usually
     * takes, times a factor, times a number of exponential distribution; but once for an entry on each node, not for each read.
     */
    private long refreshAt(long from, long life) {
        long share = refreshFraction < 1 ? (long) (life * refreshFraction) : life;
        if (earlyRefresh == 0) {
            return from + share;
        }
        double draw = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
        long early = (long) (usualLoadNanos * earlyRefresh * draw);
        return from + Math.min(share, life - Math.min(life, early));
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
