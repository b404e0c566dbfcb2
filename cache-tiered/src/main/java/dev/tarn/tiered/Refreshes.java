package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.spi.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Loads keys in the background although tiers hold them. Nobody waits; who wants a key meanwhile is served by the tiers. */
final class Refreshes<K, V> {
    private final Core<K, V> core;

    Refreshes(Core<K, V> core) {
        this.core = core;
    }

    /** Tells whether a read of this entry starts a refresh. */
    boolean isDue(Entry<V> entry, long now) {
        return core.lifetimes().isRefreshDue(entry, now);
    }

    /** Tells whether the source may be asked for a key; counts if not, because the last load failed just now. */
    boolean mayTry(K key) {
        boolean pausing = core.failures().pausing(key) != null;
        if (pausing) {
            core.counters().suppressedLoads.increment();
        }
        return !pausing;
    }

    /** Refreshes keys that nobody is loading, unless the remote tier turns out to hold something newer. */
    void start(List<K> keys, CacheLoader<K, V> loader) {
        start(keys, loader, 0);
    }

    /**
     * Refreshes keys that nobody is loading, unless the remote tier turns out to hold something that need not be refreshed for a while.
     *
     * @param aheadNanos how long, at least
     */
    void start(List<K> keys, CacheLoader<K, V> loader, long aheadNanos) {
        List<Flight<K, V>> opened = new ArrayList<>(keys.size());
        for (K key : keys) {
            if (core.underWay(key) == null && core.failures().pausing(key) == null) {
                Flight<K, V> flight = core.newFlight(key, null);
                if (core.flights().open(flight) == null) {
                    keepStale(flight);
                    opened.add(flight);
                }
            }
        }
        if (!opened.isEmpty()) {
            new Descent<>(core, loader, core.executor()).refreshIfDue(opened, aheadNanos);
        }
    }

    /**
     * Loads a key whatever the tiers hold; whoever is already loading it will do.
     *
     * @return the flight that does it
     */
    Flight<K, V> force(K key, CacheLoader<K, V> loader) {
        Flight<K, V> mine = core.newFlight(key, null);
        Flight<K, V> other = core.openOrJoin(mine);
        if (other != null) {
            return other;
        }
        keepStale(mine);
        new Descent<>(core, loader, core.executor()).refresh(List.of(mine));
        return mine;
    }

    /** Refreshes a key unless the remote tier holds something newer; whoever is already loading it will do. */
    Flight<K, V> startOrJoin(K key, CacheLoader<K, V> loader) {
        Flight<K, V> mine = core.newFlight(key, null);
        Flight<K, V> other = core.openOrJoin(mine);
        if (other != null) {
            return other;
        }
        keepStale(mine);
        new Descent<>(core, loader, core.executor()).refreshIfDue(List.of(mine), 0);
        return mine;
    }

    private void keepStale(Flight<K, V> flight) {
        long now = core.clock().nanos();
        Entry<V> held = core.locals().peek(flight.key());
        if (held != null
                && core.coherence().isCoherent(held, now)
                && !core.lifetimes().isDead(held, now)) {
            flight.stale = held;
        }
    }

    /** Returns the answer of a flight for a caller of the asynchronous face. */
    CompletableFuture<Entry<V>> answer(Flight<K, V> flight) {
        return Loading.isWaitedForBy(flight)
                ? CompletableFuture.failedFuture(Loading.refusal(core.id()))
                : flight.result();
    }
}
