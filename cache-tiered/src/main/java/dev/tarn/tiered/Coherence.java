package dev.tarn.tiered;

import dev.tarn.RemovalCause;
import dev.tarn.invalidation.CacheLog;
import dev.tarn.invalidation.FillGuard;
import dev.tarn.invalidation.StalenessGuard;
import dev.tarn.invalidation.Validity;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes to this node's local tiers, whoever made them, and decides which answers may be stored.
 *
 * <p>Two guards keep an old answer out. Every open flight of a changed key is <em>detached</em>; that covers what goes through a flight.
 * Every change also raises its stripe of the {@link FillGuard} <em>before</em> it removes anything, and every store tests the stripe in
 * the same atomic step in which it puts; that covers the rest. A change without a position in the log moves the {@linkplain #ticket
 * ticket} instead; whatever was asked for under another ticket is refused, too.
 *
 * <p>The lock orders changes among themselves; reads and fills never take it. It is held for memory operations only. Over 500 lines, because all that
 * changes the tiers must stand under this one lock, in one order of steps.
 */
final class Coherence<K, V> {
    private final LocalTiers<K, V> locals;
    private final Flights<K, V> flights;
    private final @Nullable Codec<K> keys;
    private final Counters counters;
    private final Listeners<K, V> listeners;
    private final FillGuard guard;
    private final Validity validity;
    private final StalenessGuard staleness;
    private final CacheLog log;
    /** The newest place of a value that this node has written, in each shard: such a label may be ahead of the log. */
    private final AtomicLongArray newestOwn;

    private final RecentChanges last;
    private final ReentrantLock applying = new ReentrantLock();
    private final AtomicInteger history = new AtomicInteger();
    /** What this node's own writes that are under way do to a key: their echo can be heard before their reply. For listeners only. */
    private final Map<K, RemovalCause> changing = new ConcurrentHashMap<>();

    Coherence(
            CacheLog log,
            LocalTiers<K, V> locals,
            Flights<K, V> flights,
            @Nullable Codec<K> keys,
            Counters counters,
            Listeners<K, V> listeners,
            Clock clock) {
        this.locals = locals;
        this.flights = flights;
        this.keys = keys;
        this.counters = counters;
        this.listeners = listeners;
        this.guard = new FillGuard(log.shards());
        this.validity = new Validity(log.shards());
        this.staleness = log.guard();
        this.log = log;
        this.newestOwn = new AtomicLongArray(log.shards());
        this.last = new RecentChanges(log.shards(), clock);
    }

    RecentChanges recentChanges() {
        return last;
    }

    Validity validity() {
        return validity;
    }

    StalenessGuard staleness() {
        return staleness;
    }

    /** Tells whether what this node holds of a shard at an instant or later may be served, as far as other nodes' changes are concerned. */
    boolean isProven(int shard, long now) {
        return staleness.isProven(shard, now);
    }

    /** Tells whether an entry that was looked up at an instant or later may be served, as far as changes are concerned; its age is another matter. */
    boolean isCoherent(Entry<V> entry, long now) {
        return staleness.isProven(entry.shard(), now) && validity.isValid(entry);
    }

    /**
     * Tells whether a read may join a flight that another has opened. As long as the node proves that it hears of changes, a change would
     * have detached the flight; else the flight must be younger than the bound, and must not end with what was held when it was opened.
     */
    boolean mayJoin(Flight<K, V> flight, long now) {
        return staleness.isProven(flight.shard, now)
                || (now - flight.openedAt < staleness.leaseNanos() && flight.stale == null);
    }

    /**
     * Returns what an answer that is asked for now must show to be stored: it moves with every change that has no position, be it of the
     * key or of everything.
     */
    long ticket(K key) {
        return (long) history.get() << 32 | (guard.forgets(key) & 0xFFFF_FFFFL);
    }

    /** Returns a position that is not older than what this node knows of a key, for a write that could not be recorded. */
    long newestKnown(int shard, K key, long appliedUpTo) {
        return Math.max(appliedUpTo, guard.newest(shard, key));
    }

    /** Returns the guard for the answer of a flight that is to be stored under the flight's label. */
    LocalStore.Guard fill(Flight<K, V> flight) {
        return current ->
                !flight.isDetached() && admits(flight.key(), flight.shard, flight.label(), flight.ticket(), current);
    }

    /** Tells whether no change of a flight's key was applied here since it was made, whatever a local tier holds. */
    boolean admits(Flight<K, V> flight) {
        return admits(flight.key(), flight.shard, flight.label(), flight.ticket(), flight.label());
    }

    /** Returns the guard for an entry that moves between tiers or was written by this node. */
    LocalStore.Guard put(K key, Entry<V> entry, long ticket) {
        return current -> admits(key, entry.shard(), entry.version(), ticket, current);
    }

    /** Returns the guard for an entry that takes the place of older labels only: under the same label nobody can tell which is newer. */
    LocalStore.Guard putNewer(K key, Entry<V> entry, long ticket) {
        return current -> current < entry.version() && admits(key, entry.shard(), entry.version(), ticket, current);
    }

    /** Returns how many answers have come for keys like one. */
    int answers(K key) {
        return guard.answers(key);
    }

    /** Notes that an answer for a key has come, before it is stored or returned; returns how many have for keys like it. */
    int answered(K key) {
        return guard.answered(key);
    }

    /**
     * Returns the guard for an answer that gives way to others for its key which have come since it was asked for: they carry the same label, but
     * may be newer.
     *
     * @param answers what {@link #answered} returned for it
     */
    LocalStore.Guard putAlone(Flight<K, V> place, Entry<V> entry, int answers) {
        return current ->
                isAlone(place, answers) && admits(place.key(), entry.shard(), entry.version(), place.ticket(), current);
    }

    private boolean isAlone(Flight<K, V> place, int answers) {
        return answers == place.answersBefore + 1 && guard.answers(place.key()) == answers;
    }

    private boolean admits(K key, int shard, long label, long ticket, long current) {
        return ticket(key) == ticket && guard.admits(shard, key, label) && current <= label;
    }

    /**
     * Stores an entry in the local tiers, where the guard admits it.
     *
     * @return whether it was stored
     */
    boolean store(K key, Entry<V> entry, LocalStore.Guard admission) {
        int before = history.get();
        boolean admitted = locals.put(key, entry, admission);
        if (history.get() == before) {
            return admitted;
        }
        // everything was voided meanwhile, by a scan that may have come past before the entry was there
        locals.removeOlder(key, entry.version() + 1);
        return false;
    }

    /** Notes for the listeners that this node is about to change a key. */
    void changing(K key, RemovalCause cause) {
        if (!listeners.isEmpty()) {
            changing.put(key, cause);
        }
    }

    /** Notes that the change is over, one way or the other. */
    void changed(K key) {
        if (!changing.isEmpty()) {
            changing.remove(key);
        }
    }

    /** Applies a change that the log tells of, or hears that a lease has ended. */
    void apply(Invalidation step) {
        if (step.operation() == Invalidation.Operation.FILL_NOTE) {
            step.names().forEach(this::noted);
            return;
        }
        locals.together(() -> applyInTurn(step)); // upkeep, and what listeners are told of it, without the lock
    }

    private void applyInTurn(Invalidation step) {
        applying.lock();
        try {
            applyLocked(step);
        } finally {
            applying.unlock();
        }
    }

    private void noted(byte[] name) {
        K key = decode(name);
        Flight<K, V> flight = key == null ? null : flights.of(key);
        if (flight != null) {
            flight.leaseEnded();
        }
    }

    private void applyLocked(Invalidation step) {
        Position current = step.current();
        counters.invalidationsReceived.increment();
        switch (step.operation()) {
            case INVALIDATE, QUARANTINE -> step.names().forEach(name -> invalidate(name, current));
            case CLEAR -> clear(current);
            case TAG -> step.names().forEach(name -> tag(new String(name, StandardCharsets.UTF_8), current));
            case GENESIS -> reset(current.shard(), Long.MAX_VALUE);
            case FILL_NOTE -> {} // changes nothing
        }
    }

    private void invalidate(byte[] name, Position current) {
        K key = decode(name);
        if (key == null) {
            reset(current.shard(), current.stamp());
            return;
        }
        if (guard.raise(current.shard(), key, current.stamp())) {
            flights.detach(key);
        } else {
            flights.detachOlder(key, current.shard(), current.stamp());
        }
        last.key(key, current.stamp());
        remove(key, current.stamp(), changing.getOrDefault(key, RemovalCause.INVALIDATED));
    }

    private @Nullable K decode(byte[] name) {
        try {
            return keys == null ? null : keys.decode(ByteBuffer.wrap(name));
        } catch (RuntimeException e) {
            return null; // unreadable, or a codec that breaks its contract: what it names cannot be told
        }
    }

    private void clear(Position current) {
        last.clear(current.shard(), current.stamp());
        detachAll(validity.clear(current.shard(), current.stamp()), current);
    }

    private void tag(String tag, Position current) {
        last.tag(tag, current.stamp());
        detachAll(validity.tag(current.shard(), tag, current.stamp()), current);
    }

    /** Detaches all flights that a change concerns; what is no news may still be one: a place that is higher may be of a history that was lost. */
    private void detachAll(boolean news, Position current) {
        if (news) {
            flights.detachAll();
        } else {
            flights.detachAllOlder(current.shard(), current.stamp());
        }
    }

    /**
     * Voids entries of a shard, and everything that is under way, because what happened cannot be told.
     *
     * @param below void is what is labelled below this stamp; {@link Long#MAX_VALUE} for everything
     */
    void reset(int shard, long below) {
        applying.lock();
        try {
            if (below == Long.MAX_VALUE) {
                forgetFlights();
                locals.clear();
                validity.reset(shard, 0);
                last.resetAll();
            } else {
                forgetFlights();
                validity.reset(shard, below);
                last.reset(shard, below);
            }
            guard.reset(shard);
        } finally {
            applying.unlock();
        }
    }

    /** Makes sure that nothing that is under way is stored, and that nobody joins it. */
    void forgetFlights() {
        history.incrementAndGet();
        flights.detachAll();
    }

    /** Hears that somebody has written a key in the store, perhaps past the log. */
    void foreignWrite(byte[] name) {
        K key = decode(name);
        if (key != null) {
            forget(key, RemovalCause.INVALIDATED);
        }
    }

    /** Makes this node forget a key before the change is recorded: nobody joins an old flight, nobody reads the old value here. */
    void forget(K key, RemovalCause cause) {
        guard.forget(key);
        last.key(key, 0);
        flights.detach(key);
        remove(key, Long.MAX_VALUE, cause);
    }

    /**
     * Does what {@link #forget} does, but for a value that may still be served as an outdated one. To be called again if the change is not recorded:
     * only then nothing that moved between tiers meanwhile can have escaped.
     *
     * @param outdated returns what becomes of an entry, or null if it is to go
     */
    void soften(K key, UnaryOperator<@Nullable Entry<V>> outdated) {
        guard.forget(key);
        last.key(key, 0);
        flights.detach(key);
        change(key, held -> held == null ? null : outdated.apply(held));
    }

    /**
     * Applies a soft invalidation of this node's own that was recorded. Where nobody shares the log, what is held stays as an outdated value. Else it
     * goes: a label of that place would hide an earlier change that this node has yet to hear of.
     */
    void applyOwnSoft(K key, Applied recorded, UnaryOperator<@Nullable Entry<V>> outdated) {
        if (log.isShared()) {
            applyOwn(key, recorded, RemovalCause.EXPLICIT);
            return;
        }
        applying.lock();
        try {
            Position at = recorded.current();
            guard.raise(at.shard(), key, at.stamp());
            last.key(key, at.stamp());
            flights.detach(key);
            change(key, held -> {
                if (held == null || held.version() >= at.stamp()) {
                    return held;
                }
                Entry<V> stale = validity.isValid(held) ? outdated.apply(held) : null;
                return stale == null ? null : stale.labelled(at.shard(), at.stamp());
            });
        } finally {
            applying.unlock();
        }
    }

    private void change(K key, UnaryOperator<@Nullable Entry<V>> change) {
        Entry<V> before = listeners.isEmpty() ? null : locals.peek(key);
        locals.compute(key, change);
        if (before != null && locals.peek(key) == null) {
            listeners.removed(key, before, RemovalCause.EXPLICIT);
        }
    }

    /** Applies a change of this node's own that was recorded; the tiers are left without the key, for the caller to fill. */
    void applyOwn(K key, Applied recorded, RemovalCause cause) {
        applying.lock();
        try {
            Position current = recorded.current();
            guard.raise(current.shard(), key, current.stamp());
            last.key(key, current.stamp());
            flights.detach(key);
            remove(key, Long.MAX_VALUE, cause);
        } finally {
            applying.unlock();
        }
    }

    /** Applies a write of this node's own that was recorded: the new entry takes the place of the old one in one step. */
    void applyOwnPut(K key, Entry<V> entry, long ticket) {
        applying.lock();
        try {
            guard.raise(entry.shard(), key, entry.version());
            last.key(key, entry.version());
            newestOwn.accumulateAndGet(entry.shard(), entry.version(), Math::max);
            flights.detach(key);
            Entry<V> replaced = listeners.isEmpty() ? null : locals.peek(key);
            boolean stored = store(key, entry, put(key, entry, ticket));
            // what was refused leaves nothing behind: the label of what is held may be of a history that was lost, and
            // higher
            locals.removeOlder(key, stored ? entry.version() : Long.MAX_VALUE);
            if (stored && replaced != null) {
                listeners.removed(key, replaced, RemovalCause.REPLACED);
            }
        } finally {
            applying.unlock();
        }
    }

    /** Raises the stripe of a key for a change that a local store is carrying out in this very step. */
    void raise(K key, Position at) {
        guard.raise(at.shard(), key, at.stamp());
    }

    /**
     * Completes a change that the farthest local store has carried out, where it alone decides.
     *
     * @param decider the tier of that store; -1 if no local tier is used
     * @param before what was there
     * @param after what is there now; null if it was removed
     */
    void decided(int decider, K key, Position at, @Nullable Entry<V> before, @Nullable Entry<V> after, long ticket) {
        flights.detachOlder(key, at.shard(), at.stamp());
        last.key(key, at.stamp());
        if (after != null) {
            locals.putAbove(decider, key, after, put(key, after, ticket));
        }
        locals.removeOlderBeside(decider, key, at.stamp());
        if (before != null) {
            listeners.removed(key, before, after == null ? RemovalCause.EXPLICIT : RemovalCause.REPLACED);
        }
    }

    void applyOwnClear(Applied recorded) {
        applying.lock();
        try {
            clear(recorded.current());
            if (mayBeOlderThanLabels(recorded.current())) {
                forgetAll();
            }
        } finally {
            applying.unlock();
        }
    }

    void applyOwnTag(String tag, Applied recorded) {
        applying.lock();
        try {
            tag(tag, recorded.current());
            if (mayBeOlderThanLabels(recorded.current())) {
                forgetTag(tag);
            }
        } finally {
            applying.unlock();
        }
    }

    /**
     * Tells whether entries may carry labels above the place of an own change although they are older: those of a history that the store has
     * lost, with a clock that went faster, before this node has noticed. Then the place voids nothing, and the change is applied without it.
     */
    private boolean mayBeOlderThanLabels(Position own) {
        long newest = Math.max(log.appliedUpTo(own.shard()), newestOwn.get(own.shard()));
        return newest >= own.stamp() && !log.hasPassed(own); // two histories can give the same stamp
    }

    /** Voids the entries of a tag on this node although the change is not recorded yet. */
    void forgetTag(String tag) {
        last.tag(tag, 0);
        sweep(() -> locals.removeIf(entry -> entry.traits().tags().contains(tag)));
    }

    /** Voids everything on this node although the change is not recorded yet. */
    void forgetAll() {
        last.clearAll();
        sweep(locals::clear);
    }

    /**
     * Drops entries, and what is under way. Twice where entries move between tiers: what a reader has taken out of a lower tier just before that was
     * swept, to move it up, is refused by the second move of the tickets, or swept with it.
     */
    private void sweep(Runnable drop) {
        forgetFlights();
        drop.run();
        if (locals.count() > 1) {
            forgetFlights();
            drop.run();
        }
    }

    private void remove(K key, long below, RemovalCause cause) {
        if (listeners.isEmpty()) {
            locals.removeOlder(key, below);
            return;
        }
        Entry<V> held = locals.peek(key);
        if (locals.removeOlder(key, below)) {
            listeners.removed(key, held, cause);
        }
    }

    /** Notes that an answer was not stored. */
    void refused() {
        counters.refusedFills.increment();
    }

    /** Counts what this node announced. */
    void sent(List<Applied> recorded) {
        counters.invalidationsSent.add(recorded.size());
    }
}
