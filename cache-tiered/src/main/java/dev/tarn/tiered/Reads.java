package dev.tarn.tiered;

import dev.tarn.CacheInterruptedException;
import dev.tarn.CacheLoader;
import dev.tarn.FreshnessTicket;
import dev.tarn.Lookup;
import dev.tarn.RecursiveLoadException;
import dev.tarn.RemovalCause;
import dev.tarn.StoreException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Now;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way of single reads that the nearest tier did not answer at once. */
final class Reads<K, V> {
    private final Core<K, V> core;
    private final Refreshes<K, V> refreshes;
    private final Waits<K, V> waits;
    private final @Nullable CacheLoader<K, V> ownLoader;
    private final String waiting;
    private final Promotion promotion = new Promotion();

    Reads(Core<K, V> core) {
        this.core = core;
        this.refreshes = new Refreshes<>(core);
        this.waits = new Waits<>(core);
        this.ownLoader = core.settings().loader();
        this.waiting = "waiting for cache " + core.id();
    }

    /** Returns what a local tier holds and may be served, and counts; moves it up if that is worth it, and starts a refresh if its time has come. */
    @Nullable
    Entry<V> local(K key, @Nullable CacheLoader<K, V> loader) {
        return local(key, loader, core.clock().nanos());
    }

    /** Does so for a call that has looked at the clock before. */
    @Nullable
    Entry<V> local(K key, @Nullable CacheLoader<K, V> loader, long now) {
        boolean sampled = core.samples().isDue();
        long began = sampled ? core.clock().nanos() : now;
        LocalTiers<K, V> locals = core.locals();
        long ticket = locals.count() > 1 ? core.coherence().ticket(key) : 0;
        for (int tier = 0; tier < locals.count(); tier++) {
            if (!locals.isUsed(tier)) {
                continue;
            }
            Entry<V> entry = servable(locals.store(tier), key, now);
            if (entry == null || isForbidden(key, entry, now)) {
                locals.counts(tier).misses.increment();
                continue;
            }
            locals.counts(tier).hit(entry, now);
            if (core.lifetimes().isNoteDue(entry, now)) {
                note(key, now);
            }
            if (tier > 0 && promotion.isDue(key, locals.store(tier - 1))) {
                locals.putAbove(tier, key, entry, core.coherence().putNewer(key, entry, ticket));
            }
            refreshIfDue(key, entry, now, loader);
            if (sampled) {
                core.samples()
                        .take(key, entry, locals.counts(tier).name, core.clock().nanos() - began);
            }
            return entry;
        }
        if (sampled) {
            core.samples().take(key);
        }
        return null;
    }

    /** Notes that a key was read, in all tiers. */
    private void note(K key, long now) {
        Lifetimes<K, V> lifetimes = core.lifetimes();
        core.locals()
                .compute(key, held -> held == null || lifetimes.isDead(held, now) ? held : lifetimes.noted(held, now));
        RemoteAccess<V> remote = core.remote();
        if (remote != null && !core.pending().concerns(key)) {
            remote.touched(List.of(core.encoded(key)));
        }
    }

    /** Tells whether an entry is stale and the last load of its key failed so that it must not be served. */
    private boolean isForbidden(K key, Entry<V> entry, long now) {
        return !entry.isFresh(now) && core.failures().forbidsStale(key);
    }

    private @Nullable Entry<V> servable(LocalStore<K, V> store, K key, long now) {
        Entry<V> entry = store.get(key);
        if (entry == null || !core.coherence().isProven(entry.shard(), now)) {
            return null;
        }
        if (!core.coherence().validity().isValid(entry)) {
            store.removeOlder(key, entry.version() + 1);
            return null;
        }
        if (core.lifetimes().isDead(entry, now)) {
            if (store.removeOlder(key, entry.version() + 1)) {
                core.listeners().removed(key, entry, RemovalCause.EXPIRED);
            }
            return null;
        }
        return entry;
    }

    /** Returns the entry for a key that no local tier answered: joins its flight or opens one, and waits. */
    Entry<V> load(K key, CacheLoader<K, V> loader) {
        Throwable cached = core.failures().cached(key);
        if (cached != null) {
            core.counters().suppressedLoads.increment();
            throw Waiting.unchecked(cached, waiting());
        }
        for (; ; ) {
            CallerDriver driver = core.newDriver();
            Flight<K, V> mine = core.newFlight(key, driver);
            Flight<K, V> other = core.openOrJoin(mine);
            try {
                return other == null ? lead(mine, loader, driver) : join(other);
            } catch (CacheInterruptedException e) {
                if (other == null || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                // the thread that led was interrupted, this one was not: goes on by itself
            }
        }
    }

    private Entry<V> lead(Flight<K, V> mine, CacheLoader<K, V> loader, CallerDriver driver) {
        if (!landedMeanwhile(mine)) {
            new Descent<>(core, loader, driver).read(List.of(mine));
        }
        // a load within a load runs on this thread: it cannot be left, and who waits for the outer one can leave that
        CompletableFuture<Entry<V>> answer = Loading.isUnderWay() ? mine.result() : waits.hard(mine, driver);
        driver.await(answer, waiting());
        return Waiting.await(answer, waiting());
    }

    /** A flight that ended between our look and our opening has filled the local tiers: its answer is ours. */
    boolean landedMeanwhile(Flight<K, V> mine) {
        long now = mine.openedAt; // before the look at what is held, as it must be
        Entry<V> entry = core.locals().peek(mine.key());
        if (entry == null
                || !core.coherence().isCoherent(entry, now)
                || core.lifetimes().isDead(entry, now)) {
            return false;
        }
        if (entry.isFresh(now)) {
            core.flights().close(mine);
            mine.complete(entry);
            return true;
        }
        mine.stale = entry;
        return false;
    }

    private Entry<V> join(Flight<K, V> other) {
        core.counters().joins.increment();
        return awaitJoined(other, waits.hard(other, Waits.BLOCKED));
    }

    /**
     * Waits for the answer of a flight that another call opened.
     *
     * @param answer that answer, or what comes in its place when the wait takes too long
     * @throws RecursiveLoadException if that flight waits for this thread
     */
    Entry<V> awaitJoined(Flight<K, V> other, CompletableFuture<Entry<V>> answer) {
        if (Loading.isUnderWay()) {
            other.need();
        } else if (core.desk().isOpen() && core.settings().hardNanos() == 0) {
            other.runOffered(); // one of a batch that is loaded in turn
        }
        if (Loading.wouldCircle(other)) {
            throw Loading.refusal(core.id());
        }
        try {
            return Waiting.await(answer, waiting());
        } finally {
            Loading.waited();
        }
    }

    /** Does what {@link #load} does, without blocking. */
    CompletableFuture<Entry<V>> loadAsync(K key, CacheLoader<K, V> loader) {
        Throwable cached = core.failures().cached(key);
        if (cached != null) {
            core.counters().suppressedLoads.increment();
            return CompletableFuture.failedFuture(Waiting.unchecked(cached, waiting()));
        }
        Flight<K, V> mine = core.newFlight(key, null);
        Flight<K, V> other = core.openOrJoin(mine);
        if (other != null) {
            core.counters().joins.increment();
            return joinAsync(other, loader);
        }
        if (!landedMeanwhile(mine)) {
            new Descent<>(core, loader, core.executor()).read(List.of(mine));
        }
        return waits.hard(mine, Waits.CONTINUED);
    }

    /** Returns the answer of a flight that another call opened; if its thread is interrupted, this one goes on by itself. */
    CompletableFuture<Entry<V>> joinAsync(Flight<K, V> other, CacheLoader<K, V> loader) {
        if (Loading.isUnderWay()) {
            other.need();
        }
        CompletableFuture<Entry<V>> answer =
                Loading.isWaitedForBy(other) ? refreshes.answer(other) : waits.hard(other, Waits.CONTINUED);
        return answer.exceptionallyCompose(failure -> Waiting.cause(failure) instanceof CacheInterruptedException
                ? loadAsync(other.key(), loader)
                : CompletableFuture.failedFuture(Waiting.cause(failure)));
    }

    /** Tells, when it is known, whether reads of a key see here what a ticket tells of. */
    CompletionStage<Boolean> reach(K key, FreshnessTicket ticket) {
        if (ticket.isQueued()) {
            return CompletableFuture.completedStage(false);
        }
        int shard = core.log().shardOf(core.encoded(key));
        for (FreshnessTicket.Mark mark : ticket.marks()) {
            if (mark.shard() == shard) {
                return core.log().reach(new Position(shard, mark.era(), mark.stamp(), 0));
            }
        }
        return CompletableFuture.completedStage(true);
    }

    /** Starts a load of the key past the tiers, and past flights that began before. */
    CompletableFuture<Entry<V>> loadPast(K key, CacheLoader<K, V> loader, Executor driver) {
        Flight<K, V> mine = core.newFlight(key, driver instanceof CallerDriver caller ? caller : null);
        for (Flight<K, V> other = core.flights().open(mine);
                other != null && other != mine;
                other = core.flights().open(mine)) {
            core.flights().detach(other);
        }
        new Descent<>(core, loader, driver).past(List.of(mine));
        return driver instanceof CallerDriver caller ? waits.hard(mine, caller) : waits.hard(mine, Waits.CONTINUED);
    }

    /** Loads a key although tiers hold it; whoever is already loading it will do. */
    CompletableFuture<Entry<V>> refresh(K key, CacheLoader<K, V> loader) {
        return refreshes.answer(refreshes.force(key, loader));
    }

    private void refreshIfDue(K key, Entry<V> entry, long now, @Nullable CacheLoader<K, V> loader) {
        CacheLoader<K, V> refresher = loader == null ? ownLoader : loader;
        if (refresher != null && refreshes.isDue(entry, now) && refreshes.mayTry(key)) {
            refreshes.start(List.of(key), refresher);
        }
    }

    /** Asks the remote tier, without loading, for a key that no local tier answered. */
    CompletableFuture<Lookup<V>> lookupRemote(K key, Executor driver) {
        RemoteAccess<V> remote = core.remote();
        if (core.pending().concerns(key)) {
            return CompletableFuture.completedFuture(new Lookup.Missing<>());
        }
        Flight<K, V> place = core.newFlight(key, null);
        if (!core.coherence().isProven(place.shard, place.openedAt)) {
            if (remote != null && remote.isLogBroken()) {
                return inDoubt(remote);
            }
            return core.log()
                    .validate(place.shard)
                    .thenComposeAsync(proven -> proven ? lookupProven(remote, place, driver) : inDoubt(remote), driver)
                    .toCompletableFuture();
        }
        return lookupIn(remote, place, driver);
    }

    /** Looks into the local tiers once more: what they hold can be served now. */
    private CompletableFuture<Lookup<V>> lookupProven(
            @Nullable RemoteAccess<V> remote, Flight<K, V> place, Executor driver) {
        Entry<V> entry = heldLocally(place.key());
        return entry == null
                ? lookupIn(remote, place, driver)
                : CompletableFuture.completedFuture(lookup(entry, tierOf(place.key())));
    }

    /** Returns what a local tier holds and may be served, without a count. */
    @Nullable
    Entry<V> heldLocally(K key) {
        long now = core.clock().nanos();
        for (int tier = 0; tier < core.locals().count(); tier++) {
            Entry<V> entry = servable(core.locals().store(tier), key, now);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Returns the name of the nearest local tier that holds a key; of the nearest one, if none does any more. */
    String tierOf(K key) {
        for (int tier = 0; tier < core.locals().count(); tier++) {
            if (core.locals().store(tier).peek(key) != null) {
                return core.locals().counts(tier).name;
            }
        }
        return core.locals().counts(0).name;
    }

    private CompletableFuture<Lookup<V>> inDoubt(@Nullable RemoteAccess<V> remote) {
        StoreException doubt = new StoreException(
                "cache " + core.id() + " cannot prove that what it holds is within its staleness bound", null);
        return CompletableFuture.completedFuture(
                remote == null ? new Lookup.Unavailable<>(doubt) : unavailable(remote, doubt));
    }

    private CompletableFuture<Lookup<V>> lookupIn(
            @Nullable RemoteAccess<V> remote, Flight<K, V> place, Executor driver) {
        if (remote == null) {
            return CompletableFuture.completedFuture(new Lookup.Missing<>());
        }
        return remote.read(place.keyBytes)
                .handleAsync(
                        (read, failure) -> failure == null
                                ? found(remote, place, read)
                                : unavailable(remote, Waiting.cause(failure)),
                        driver)
                .toCompletableFuture();
    }

    private Lookup<V> unavailable(RemoteAccess<V> remote, Throwable failure) {
        remote.counts().misses.increment();
        if (failure instanceof StoreException outage) {
            return new Lookup.Unavailable<>(outage);
        }
        return new Lookup.Unavailable<>(
                new StoreException("the remote tier of cache " + core.id() + " failed", failure));
    }

    private Lookup<V> found(RemoteAccess<V> remote, Flight<K, V> place, RemoteRead read) {
        Entry<V> entry = arrived(remote, place, read, remote.now());
        if (entry == null) {
            return new Lookup.Missing<>();
        }
        remote.touched(List.of(place.keyBytes));
        return lookup(entry, remote.counts().name);
    }

    /**
     * Takes what the remote tier gave for a key that this call does not load: counts it and stores it locally, if it may be served. Returns what may
     * be served.
     *
     * @param arrival when it came
     */
    @Nullable
    Entry<V> arrived(RemoteAccess<V> remote, Flight<K, V> place, RemoteRead read, Now arrival) {
        Entry<V> entry = remote.decode(place.keyBytes, read.envelope(), arrival);
        long now = arrival.nanos();
        if (entry == null || entry.isDead(now) || !core.coherence().isProven(place.shard, now)) {
            remote.counts().misses.increment();
            return null;
        }
        remote.counts().hit(entry, now);
        Entry<V> kept = kept(place, core.lifetimes().refreshable(entry.labelled(place.shard, place.label())));
        refreshIfDue(place.key(), kept, now, null);
        return kept;
    }

    /**
     * Stores what the remote tier gave, and returns what its caller is to see: what another answer has left in the local tiers meanwhile goes before
     * it. That one may be newer, although its label says the same, and somebody may have seen it already; perhaps it has left the tiers again. For
     * the same reason an open flight may not follow with what it departed for.
     */
    private Entry<V> kept(Flight<K, V> place, Entry<V> arrived) {
        K key = place.key();
        Coherence<K, V> coherence = core.coherence();
        int answers = coherence.answered(key);
        core.flights().overtaken(key);
        if (coherence.store(key, arrived, coherence.putAlone(place, arrived, answers))) {
            return arrived;
        }
        Entry<V> held = heldLocally(key);
        if (held != null && !isForbidden(key, held, core.clock().nanos())) {
            return held;
        }
        if (coherence.admits(place)) {
            core.letGo(key); // no change refused it, only an answer that has left again, or was for another key
        } else {
            core.refused(key);
        }
        return arrived;
    }

    /** Describes an entry that may be served. */
    Lookup<V> lookup(Entry<V> entry, String tier) {
        long now = core.clock().nanos();
        Duration age = Duration.ofNanos(Math.max(0, now - entry.writtenAt()));
        V value = entry.value();
        return value == null
                ? new Lookup.Absent<>(tier, age)
                : new Lookup.Found<>(value, tier, age, !entry.isFresh(now));
    }

    /** Says what a thread that waits for an answer does. */
    String waiting() {
        return waiting;
    }

    static CompletionException wrapped(Throwable failure) {
        return failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }
}
