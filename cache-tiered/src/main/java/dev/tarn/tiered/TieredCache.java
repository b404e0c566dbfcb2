package dev.tarn.tiered;

import dev.tarn.AsyncLoadingCache;
import dev.tarn.BreakerStats;
import dev.tarn.Cache;
import dev.tarn.CacheClosedException;
import dev.tarn.CacheControls;
import dev.tarn.CacheListener;
import dev.tarn.CacheLoader;
import dev.tarn.CacheStats;
import dev.tarn.CoherenceStats;
import dev.tarn.Explanation;
import dev.tarn.Fill;
import dev.tarn.FreshnessTicket;
import dev.tarn.Lookup;
import dev.tarn.Options;
import dev.tarn.TierStats;
import dev.tarn.WriteStatus;
import dev.tarn.invalidation.LogStats;
import dev.tarn.invalidation.StalenessGuard;
import dev.tarn.invalidation.Validity;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The composed cache. Its own code is the way of a hit in the nearest tier: one look-up, one comparison with the time unless the entry has no end, one with the
 * proof of the shard, one with the newest clear or tag, one counter, one look at whether it is to be sampled; nothing is allocated. Everything else is done by its parts.
 */
class TieredCache<K, V> implements Cache<K, V> {
    /** No process gets so old. */
    private static final long AGES_NANOS = Entry.MAX_LIFE_NANOS / 2;

    private final Core<K, V> core;
    private final Parts<K, V> parts;
    private final MapView<K, V> map;
    private final AsyncView<K, V> async;
    private final LocalStore<K, V> nearest;
    private final LongAdder nearestHits;
    private final ReadSamples<K, V> samples;
    private final Clock clock;
    private final Validity validity;
    private final StalenessGuard staleness;
    private final boolean unbounded;
    private final long openedAt;
    private final String writing;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    /** The ways of a cache. */
    record Parts<K, V>(
            Reads<K, V> reads,
            Answers<K, V> answers,
            BulkReads<K, V> bulk,
            Writes<K, V> writes,
            SoftInvalidations<K, V> soft,
            Conditionals<K, V> conditionals,
            Upkeep<K, V> upkeep,
            Runnable atClose) {}

    TieredCache(Core<K, V> core, Parts<K, V> parts) {
        this.core = core;
        this.parts = parts;
        this.map = new MapView<>(core, this, parts.conditionals());
        this.async = new AsyncView<>(this);
        this.clock = core.clock();
        this.validity = core.coherence().validity();
        this.staleness = core.coherence().staleness();
        this.unbounded = !staleness.isBounded();
        this.openedAt = clock.nanos();
        this.writing = "writing to cache " + core.id();
        boolean local = core.locals().count() > 0;
        this.nearest = local ? core.locals().store(0) : new NoStore<>();
        this.samples = core.samples();
        this.nearestHits = local ? core.locals().counts(0).freshHits : new LongAdder();
    }

    /** Returns the value if the nearest tier has one about which there is nothing to consider; counts the hit. */
    final @Nullable V hit(K key) {
        if (samples.isDue()) {
            return sampledHit(key);
        }
        long before = staleness.doubtEnded(); // so that the look-up need not wait for the clock
        Entry<V> entry = nearest.get(key);
        if (entry != null && (isLasting(entry) || isServable(entry, before, clock.nanos()))) {
            V value = entry.value();
            if (value != null) {
                nearestHits.increment();
                return value;
            }
        }
        return null;
    }

    /** Does the same for a read that is sampled; one that is no hit is left to the long way. */
    private @Nullable V sampledHit(K key) {
        long begun = clock.nanos();
        Entry<V> entry = nearest.get(key);
        V value = entry != null && isServable(entry, begun, begun) ? entry.value() : null;
        if (entry != null && value != null) {
            nearestHits.increment();
            samples.take(key, entry, nearest.tier(), clock.nanos() - begun);
        }
        return value;
    }

    /** Tells whether an entry may be served whatever the time is. A look at the clock costs more than it takes: nothing behind it begins before all that was read has come. */
    private boolean isLasting(Entry<V> entry) {
        return unbounded && entry.refreshAt() - openedAt > AGES_NANOS && validity.isValid(entry);
    }

    private boolean isServable(Entry<V> entry, long before, long now) {
        return now - entry.refreshAt() < 0 && staleness.isProven(entry.shard(), before, now) && validity.isValid(entry);
    }

    final Core<K, V> core() {
        return core;
    }

    final Reads<K, V> reads() {
        return parts.reads();
    }

    final Answers<K, V> answers() {
        return parts.answers();
    }

    final BulkReads<K, V> bulk() {
        return parts.bulk();
    }

    final Writes<K, V> writes() {
        return parts.writes();
    }

    final SoftInvalidations<K, V> soft() {
        return parts.soft();
    }

    final CacheLoader<K, V> ownLoader() {
        CacheLoader<K, V> loader = core.settings().loader();
        if (loader == null) {
            throw new IllegalStateException("cache " + core.id() + " has no loader");
        }
        return loader;
    }

    @Override
    public final String name() {
        return core.id().cache();
    }

    @Override
    public final @Nullable V getIfPresent(K key) {
        V value = hit(key);
        return value != null
                ? value
                : lookup(key).fold(Lookup.Found::value, absent -> null, () -> null, outage -> null);
    }

    @Override
    public final Lookup<V> lookup(K key) {
        checkOpen();
        Entry<V> entry = parts.reads().local(key, null);
        if (entry != null) {
            return parts.reads().lookup(entry, parts.reads().tierOf(key));
        }
        if (core.remote() == null && !core.log().isShared()) {
            return new Lookup.Missing<>();
        }
        CallerDriver driver = core.newDriver();
        CompletableFuture<Lookup<V>> found = parts.reads().lookupRemote(key, driver);
        driver.await(found, parts.reads().waiting());
        return Waiting.await(found, parts.reads().waiting());
    }

    @Override
    public final @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        Objects.requireNonNull(loader, "loader");
        V value = hit(key);
        return value != null ? value : load(key, CacheLoader.of(loader));
    }

    @Override
    public final @Nullable V getOrLoad(K key, CacheLoader<K, V> loader) {
        Objects.requireNonNull(loader, "loader");
        V value = hit(key);
        return value != null ? value : load(key, loader);
    }

    @Override
    public final @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader, FreshnessTicket ticket) {
        Objects.requireNonNull(loader, "loader");
        return get(key, CacheLoader.of(loader), ticket);
    }

    /** Returns a value no older than what a ticket tells of. */
    final @Nullable V get(K key, CacheLoader<K, V> loader, FreshnessTicket ticket) {
        checkOpen();
        Reads<K, V> reads = parts.reads();
        if (Waiting.await(reads.reach(key, ticket).toCompletableFuture(), reads.waiting())) {
            V value = hit(key);
            return value != null ? value : load(key, loader);
        }
        CallerDriver driver = core.newDriver();
        CompletableFuture<Entry<V>> loaded = reads.loadPast(key, loader, driver);
        driver.await(loaded, reads.waiting());
        return Waiting.await(loaded, reads.waiting()).value();
    }

    @Override
    public final FreshnessTicket freshnessTicket() {
        return core.marks().ticket(!core.pending().isEmpty());
    }

    /** Returns the value by the long way. */
    final @Nullable V load(K key, CacheLoader<K, V> loader) {
        checkOpen();
        return parts.answers().value(key, loader);
    }

    @Override
    public final Map<K, V> getAllPresent(Iterable<? extends K> keys) {
        checkOpen();
        return parts.bulk().getAllPresent(keys);
    }

    @Override
    public final Map<K, V> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader) {
        checkOpen();
        return parts.bulk().getAll(keys, BulkReads.loader(loader));
    }

    @Override
    public final Map<K, V> getAllOrLoad(Iterable<? extends K> keys, CacheLoader<K, V> loader) {
        checkOpen();
        return parts.bulk().getAll(keys, Objects.requireNonNull(loader, "loader"));
    }

    @Override
    public final WriteStatus put(K key, V value, Options options) {
        return putAll(Map.of(key, value), options);
    }

    @Override
    public final WriteStatus putAll(Map<? extends K, ? extends V> entries) {
        return putAll(entries, Options.none());
    }

    private WriteStatus putAll(Map<? extends K, ? extends V> entries, Options options) {
        checkOpen();
        return written(parts.writes().put(entries, options));
    }

    @Override
    public final Fill<V> beginFill(K key) {
        checkOpen();
        return new HandFill<>(core, key);
    }

    @Override
    public final WriteStatus invalidate(K key) {
        checkOpen();
        return written(parts.writes().invalidate(Objects.requireNonNull(key, "key")));
    }

    @Override
    public final WriteStatus softInvalidate(K key) {
        checkOpen();
        CallerDriver driver = core.newDriver();
        CompletableFuture<WriteStatus> write = parts.soft().invalidate(Objects.requireNonNull(key, "key"), driver);
        driver.await(write, writing);
        return Waiting.await(write, writing);
    }

    @Override
    public final WriteStatus invalidateAll(Iterable<? extends K> keys) {
        checkOpen();
        return written(parts.writes().invalidate(keys));
    }

    @Override
    public final WriteStatus invalidateTag(String tag) {
        checkOpen();
        return written(parts.writes().invalidateTag(tag));
    }

    @Override
    public final WriteStatus clear() {
        checkOpen();
        return written(parts.writes().clear());
    }

    private WriteStatus written(CompletableFuture<WriteStatus> write) {
        return Waiting.await(write, writing);
    }

    @Override
    public AsyncLoadingCache<K, V> async() {
        return async;
    }

    @Override
    public final ConcurrentMap<K, V> asMap() {
        return map;
    }

    @Override
    public final CacheStats stats() {
        List<TierStats> tiers = new ArrayList<>();
        LocalTiers<K, V> locals = core.locals();
        for (int tier = 0; tier < locals.count(); tier++) {
            LocalStore<K, V> store = locals.store(tier);
            tiers.add(locals.counts(tier).snapshot(store.size(), store.weight(), store.memory()));
        }
        RemoteAccess<V> remote = core.remote();
        if (remote != null) {
            tiers.add(remote.counts().snapshot(-1, -1, null));
        }
        Counters counters = core.counters();
        return new CacheStats(
                tiers,
                counters.loadSuccesses.sum(),
                counters.loadAbsences.sum(),
                counters.loadFailures.sum(),
                counters.loadNanos.sum(),
                counters.joins.sum(),
                counters.puts.sum(),
                coherence(),
                counters.failures(),
                remote == null ? BreakerStats.NONE : remote.breaker());
    }

    private CoherenceStats coherence() {
        Counters counters = core.counters();
        LogStats log = core.log().stats();
        long now = clock.nanos();
        return new CoherenceStats(
                counters.invalidationsSent.sum(),
                counters.invalidationsReceived.sum(),
                core.pending().size(),
                counters.refusedFills.sum(),
                log.gaps(),
                log.replays(),
                log.resets(),
                log.reassertions(),
                log.validations(),
                staleness.doubtNanos(now),
                core.log().isShared() ? staleness.proofAgeNanos(now) : 0);
    }

    @Override
    public final Explanation explain(K key) {
        checkOpen();
        return new Explainer<>(core).explain(key);
    }

    @Override
    public final CacheControls controls() {
        return new Controls<>(core);
    }

    @Override
    public final Registration listen(CacheListener<? super K, ? super V> listener) {
        checkOpen();
        return core.listeners().add(Objects.requireNonNull(listener, "listener"));
    }

    final void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    private CacheClosedException closed() {
        return new CacheClosedException("cache " + core.id() + " is closed");
    }

    /** Waits until loads and what is pending are over, or a time is; returns what is left, or null if nothing is. */
    final CloseReport.@Nullable Undelivered drain(long deadline) throws InterruptedException {
        return new Drain<>(core, parts.writes(), deadline).run();
    }

    /** Ends the cache: who waits is told, tiers are given back. Idempotent. */
    final void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        closed = true;
        parts.upkeep().close();
        parts.atClose().run();
        core.samples().close();
        core.log().close();
        core.flights().failAll(closed());
        core.locals().close();
        core.meters().close();
    }

    @Override
    public final String toString() {
        return "Cache[" + core.id() + "]";
    }
}
