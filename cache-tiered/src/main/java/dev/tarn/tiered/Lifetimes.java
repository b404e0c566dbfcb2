package dev.tarn.tiered;

import dev.tarn.Ages;
import dev.tarn.Expiry;
import dev.tarn.Expiry.Outcome;
import dev.tarn.Options;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Traits;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives entries their lives: from settings, from what one write or load says, and with jitter. */
final class Lifetimes<K, V> {
    /** Of the time that an entry may be idle, this part may pass after a read until another one is noted. */
    private static final int NOTES = 16;

    private final Clock clock;
    private final Consumer<CacheSettings<K, V>> check;
    private final double jitter;
    private final double earlyRefresh;
    /** How long an entry is served that is not read; 0 if that does not matter. */
    private final long idleNanos;
    /** For how long after a read that was noted reads are not. */
    private final long noteNanos;

    private final @Nullable Expiry<K, V> expiry;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile CacheSettings<K, V> settings;
    private volatile Lives lives;
    private volatile long usualLoadNanos;

    /** The lives of entries that have none of their own. */
    private record Lives(long ttlNanos, long staleNanos, long absentNanos, double refreshFraction) {
        static Lives of(CacheSettings<?, ?> settings) {
            return new Lives(
                    nanos(settings.timeToLive(), Entry.MAX_LIFE_NANOS),
                    nanos(settings.staleFor(), 0),
                    nanos(settings.absentLife(), 0),
                    settings.refreshFraction());
        }
    }

    /**
     * Creates what gives entries their lives.
     *
     * @param check refuses settings with other ages, for reasons that they do not know
     */
    Lifetimes(CacheSettings<K, V> settings, Clock clock, Consumer<CacheSettings<K, V>> check) {
        this.clock = clock;
        this.check = check;
        this.settings = settings;
        this.lives = Lives.of(settings);
        this.jitter = settings.jitter();
        this.earlyRefresh = settings.earlyRefresh();
        this.expiry = settings.expiry();
        this.idleNanos = nanos(settings.idle(), 0);
        this.noteNanos = idleNanos / NOTES;
    }

    /** Returns how long a remote tier keeps a value that nobody asks for: no shorter than a local one. */
    static long keptNanos(CacheSettings<?, ?> settings) {
        Duration idle = settings.idle();
        return idle == null ? Entry.MAX_LIFE_NANOS : idle.toNanos() + 2 * (idle.toNanos() / NOTES);
    }

    /** Returns the ages of entries that are written or loaded now. */
    Ages ages() {
        return settings.ages();
    }

    /**
     * Gives entries other ages from now on.
     *
     * @throws IllegalArgumentException if they contradict the other settings; then nothing is changed
     */
    Ages change(UnaryOperator<Ages> change) {
        changing.lock();
        try {
            CacheSettings<K, V> changed = settings.aged(change.apply(settings.ages()));
            check.accept(changed);
            settings = changed;
            lives = Lives.of(changed);
            return changed.ages();
        } finally {
            changing.unlock();
        }
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

    /** Tells whether reads are to be noted. */
    boolean slides() {
        return idleNanos > 0;
    }

    /**
     * Tells whether an entry of a local tier must not be served any more: its life is over, or it was not read for too long. That nobody wrote down
     * when it was read last is made up for by waiting longer; so it ends up to an eighth later than it was told to, and never earlier.
     */
    boolean isDead(Entry<V> entry, long now) {
        return entry.isDead(now) || (idleNanos > 0 && now - entry.refreshAt() >= idleNanos + noteNanos);
    }

    /** Tells whether a read of an entry is to be noted; others are so soon after one that was noted that it makes no difference. */
    boolean isNoteDue(Entry<V> entry, long now) {
        long since = now - entry.refreshAt();
        return idleNanos > 0
                && !entry.isAbsence()
                && (since >= noteNanos || (since >= 0 && now - refreshTime(entry) < 0));
    }

    /** Returns an entry as it is after a read that is noted. */
    Entry<V> noted(Entry<V> entry, long now) {
        return entry.refreshingAt(lookAt(now, refreshTime(entry)));
    }

    /** Returns from when on reads of an entry that is read now have to look closer: to start a refresh, or to be noted again. */
    private long lookAt(long now, long refreshTime) {
        return idleNanos == 0 ? refreshTime : now + Math.max(0, Math.min(noteNanos, refreshTime - now));
    }

    /** Tells whether a read of an entry starts a refresh. */
    boolean isRefreshDue(Entry<V> entry, long now) {
        return !entry.isAbsence() && now - (idleNanos == 0 ? entry.refreshAt() : refreshTime(entry)) >= 0;
    }

    /** Returns when a refresh is due where it does not depend on chance. */
    private long refreshTime(Entry<V> entry) {
        return refreshAt(entry.writtenAt(), entry.freshUntil() - entry.writtenAt());
    }

    /** Returns an entry that came from another tier, and is read now, with the moment for its refresh. */
    Entry<V> refreshable(Entry<V> entry) {
        if (idleNanos > 0 && !entry.isAbsence()) {
            return noted(entry, clock.nanos());
        }
        return entry.refreshingAt(refreshAt(entry.writtenAt(), entry.freshUntil() - entry.writtenAt()));
    }

    /**
     * Returns an entry as it is once its value is known to be out of date: stale from its very beginning, so that no difference of clocks makes it
     * fresh again, and dead when its stale time, counted from now, is over. Returns null if it must not be served stale.
     */
    @Nullable
    Entry<V> outdated(Entry<V> entry) {
        long now = clock.nanos();
        long staleNanos = entry.deadAt() - entry.freshUntil();
        if (entry.isAbsence() || staleNanos <= 0 || entry.isDead(now)) {
            return null;
        }
        long from = entry.writtenAt();
        long deadAt = now + Math.min(staleNanos, entry.deadAt() - now);
        long lookAt = lookAt(now, from);
        return new Entry<>(entry.value(), entry.shard(), entry.version(), from, lookAt, from, deadAt, entry.traits());
    }

    private Entry<V> entry(V value, long from, @Nullable Duration ownTtl, @Nullable Duration ownStale, Traits traits) {
        Lives now = lives;
        long life = jittered(nanos(ownTtl, now.ttlNanos()));
        long freshUntil = from + life;
        long deadAt = freshUntil + Math.min(nanos(ownStale, now.staleNanos()), Entry.MAX_LIFE_NANOS - life);
        long lookAt = lookAt(clock.nanos(), refreshAt(from, life));
        return new Entry<>(value, 0, from, lookAt, freshUntil, deadAt, traits);
    }

    private Entry<V> absence(long from, @Nullable Duration ownTtl, Traits traits) {
        long life = nanos(ownTtl, lives.absentNanos());
        return new Entry<>(null, 0, from, from + life, from + life, from + life, traits);
    }

    /**
     * Returns when a read starts a refresh. With early refresh the moment is drawn as XFetch does it, so much before the end as a load usually
     * takes, times a factor, times a number of exponential distribution; but once for an entry on each node, not for each read.
     */
    private long refreshAt(long from, long life) {
        double refreshFraction = lives.refreshFraction();
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
