package dev.tarn.tiered;

import dev.tarn.CacheLoadException;
import dev.tarn.CacheLoader;
import dev.tarn.CodecException;
import dev.tarn.LoadShedException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Meters.Span;
import dev.tarn.spi.RemoteTier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a descent: calls the loader, stores what it gives under lease and guard, and ends flights.
 *
 * <p>The order on the way up: local tiers (under the guard), remote tier (under the lease, not waited for), then whoever waits. Remote and
 * local storing are independent: each decides by itself whether an invalidation has come in between.
 */
final class Source<K, V> {
    /** Where the answer of a load may be stored. */
    enum Storing {
        /** Under the lease in the remote tier, and in the local tiers. */
        EVERYWHERE,
        /** In the local tiers only: there is no remote tier, it is away, or somebody else holds the lease. */
        LOCALLY,
        /** Nowhere: the key is barred. */
        NOWHERE
    }

    private final Core<K, V> core;
    private final CacheLoader<K, V> loader;
    private final LeaseToken token;

    Source(Core<K, V> core, CacheLoader<K, V> loader, LeaseToken token) {
        this.core = core;
        this.loader = loader;
        this.token = token;
    }

    /** Loads the keys of flights and ends them all. */
    void load(List<Flight<K, V>> flights, Storing storing) {
        if (flights.size() == 1) {
            loadAlone(flights.get(0), storing);
        } else if (loader.isBulk()) {
            running(flights, storing, fills -> loadTogether(flights, storing, fills));
        } else {
            loadInTurn(flights, storing);
        }
    }

    /** Loads one key after the other. Who needs a key whose turn has not come, a loader of this very batch perhaps, loads it itself. */
    private void loadInTurn(List<Flight<K, V>> flights, Storing storing) {
        LeaseKeeper keeper = keepLeases(flights, storing);
        try {
            flights.forEach(flight -> flight.offer(() -> loadAlone(flight, storing)));
            flights.forEach(Flight::runOffered);
        } finally {
            keeper.stop();
        }
    }

    private void loadAlone(Flight<K, V> flight, Storing storing) {
        running(List.of(flight), storing, fills -> loadOne(flight, storing, fills));
    }

    /** Runs one call of the loader, with the leases kept and the result stored. */
    private void running(List<Flight<K, V>> flights, Storing storing, Consumer<List<RemoteTier.Write>> call) {
        List<RemoteTier.Write> fills = new ArrayList<>();
        LeaseKeeper keeper = keepLeases(flights, storing);
        Loading loading = Loading.begin();
        try {
            flights.forEach(flight -> flight.loading(loading));
            call.accept(fills);
        } finally {
            loading.end();
            keeper.stop();
            if (storing == Storing.EVERYWHERE) {
                settleLeases(flights, fills);
            }
        }
    }

    private void loadOne(Flight<K, V> flight, Storing storing, List<RemoteTier.Write> fills) {
        flight.loadBegins(core.coherence().ticket(flight.key()));
        long started = core.clock().nanos();
        LoadCall<V> call = new LoadCall<>(flight.stale, started);
        V value;
        Span span = core.meters().startLoad(1);
        try {
            value = loader.load(flight.key(), call);
        } catch (Throwable e) {
            measured(span, started, 1, e);
            failLoad(flight, e);
            return;
        }
        measured(span, started, 1, null);
        arrive(flight, call.entry(value, core.lifetimes()), storing, fills);
    }

    private void loadTogether(List<Flight<K, V>> flights, Storing storing, List<RemoteTier.Write> fills) {
        flights.forEach(flight -> flight.loadBegins(core.coherence().ticket(flight.key())));
        long started = core.clock().nanos();
        Map<K, LoadCall<V>> calls = new LinkedHashMap<>();
        flights.forEach(flight -> calls.put(flight.key(), new LoadCall<>(flight.stale, started)));
        List<Entry<V>> entries = new ArrayList<>(flights.size());
        Span span = core.meters().startLoad(flights.size());
        try {
            Map<K, @Nullable V> values =
                    loader.loadAll(Collections.unmodifiableSet(calls.keySet()), key -> context(calls, key));
            for (Flight<K, V> flight : flights) {
                entries.add(context(calls, flight.key()).entry(values.get(flight.key()), core.lifetimes()));
            }
        } catch (Throwable e) {
            measured(span, started, flights.size(), e);
            flights.forEach(flight -> failLoad(flight, e));
            return;
        }
        measured(span, started, flights.size(), null);
        for (int i = 0; i < entries.size(); i++) {
            arrive(flights.get(i), entries.get(i), storing, fills);
        }
    }

    private static <K, V> LoadCall<V> context(Map<K, LoadCall<V>> calls, K key) {
        LoadCall<V> call = calls.get(key);
        if (call == null) {
            throw new IllegalArgumentException("context of a key that was not asked for");
        }
        return call;
    }

    private void measured(Span span, long started, int keys, @Nullable Throwable failure) {
        span.end(failure);
        boolean success = failure == null;
        long nanos = core.clock().nanos() - started;
        core.counters().loadNanos.add(nanos);
        core.counters().loadCalls.increment();
        long hard = core.settings().hardNanos();
        if (hard > 0 && nanos > hard) {
            core.counters().lateLoads.add(keys);
        }
        (success ? core.counters().loadSuccesses : core.counters().loadFailures).add(keys);
        core.meters().load(nanos, keys, success);
    }

    private void arrive(Flight<K, V> flight, Entry<V> loaded, Storing storing, List<RemoteTier.Write> fills) {
        Entry<V> entry = loaded.labelled(flight.shard, flight.label());
        if (entry.isAbsence()) {
            core.counters().loadAbsences.increment();
        }
        core.failures().forget(flight.key());
        boolean storable = !entry.isDead(core.clock().nanos());
        if (storable && storing == Storing.EVERYWHERE) {
            encode(flight, entry, fills);
        }
        if (storable && storing != Storing.NOWHERE) {
            publish(flight, entry);
        }
        core.listeners().loaded(flight.key(), entry.value());
        end(flight, entry);
    }

    /**
     * Prepares a fill. The lease has the store refuse what a recorded change has made old since; what of this node's own changes is not recorded
     * yet, only this node knows. A flight that was detached before its load began has nothing to fear: others need not load again.
     */
    private void encode(Flight<K, V> flight, Entry<V> entry, List<RemoteTier.Write> fills) {
        RemoteAccess<V> remote = core.remote();
        if (remote == null || flight.loadTicket() != core.coherence().ticket(flight.key())) {
            return;
        }
        try {
            fills.add(remote.write(flight.keyBytes, entry));
        } catch (CodecException e) {
            remote.refused(e);
        }
    }

    /** Stores an answer in the local tiers, where the guard admits it. */
    void publish(Flight<K, V> flight, Entry<V> entry) {
        Coherence<K, V> coherence = core.coherence();
        if (coherence.store(flight.key(), entry, coherence.fill(flight))) {
            return;
        }
        if (areGivenUp(List.of(flight))) {
            coherence.refused(); // nobody sees the answer, so what is held may stay
        } else {
            core.refused(flight.key());
        }
    }

    /** Ends a flight with its answer. */
    void end(Flight<K, V> flight, Entry<V> entry) {
        core.flights().close(flight);
        flight.complete(entry);
    }

    /**
     * Ends a flight with the stale value, if it has one that may be served; returns whether it did.
     *
     * @param failure why; null if somebody else is loading
     */
    boolean endStale(Flight<K, V> flight, @Nullable Throwable failure) {
        Entry<V> stale = flight.servableStale(core.clock().nanos());
        boolean forbidden = failure == null
                ? core.failures().forbidsStale(flight.key())
                : !core.settings().failSafe().permitsStale(failure);
        if (stale == null || forbidden) {
            return false;
        }
        core.meters().staleServed(core.clock().nanos() - stale.freshUntil());
        end(flight, stale);
        return true;
    }

    private void failLoad(Flight<K, V> flight, Throwable failure) {
        if (failure instanceof InterruptedException interrupt) {
            fail(flight, Waiting.interrupted("a load of cache " + core.id(), interrupt));
            return;
        }
        core.listeners().loadFailed(flight.key(), failure);
        if (failure instanceof Exception exception) {
            core.failures().failed(flight.key(), exception);
        }
        if (endStale(flight, failure)) {
            return;
        }
        fail(flight, asCallersSeeIt(failure));
    }

    private Throwable asCallersSeeIt(Throwable failure) {
        return failure instanceof RuntimeException || failure instanceof Error
                ? failure
                : new CacheLoadException("a load of cache " + core.id() + " failed: " + failure, failure);
    }

    /** Ends a flight whose load nobody has room for. */
    void shed(Flight<K, V> flight, RejectedExecutionException refusal) {
        core.counters().shedLoads.increment();
        fail(flight, new LoadShedException("a load of cache " + core.id() + " was refused: " + refusal.getMessage()));
    }

    /** Ends a flight with a failure. */
    void fail(Flight<K, V> flight, Throwable failure) {
        core.flights().close(flight);
        flight.fail(failure);
    }

    private LeaseKeeper keepLeases(List<Flight<K, V>> flights, Storing storing) {
        RemoteAccess<V> remote = core.remote();
        if (remote == null || storing != Storing.EVERYWHERE) {
            return LeaseKeeper.NONE;
        }
        List<byte[]> keys = flights.stream().map(flight -> flight.keyBytes).toList();
        return LeaseKeeper.start(core.scheduler(), core.settings().lease(), lease -> {
            if (!areGivenUp(flights)) {
                remote.extend(keys, token, lease);
            }
        });
    }

    /** Tells whether nobody waits any more for what a load will give. */
    private boolean areGivenUp(List<Flight<K, V>> flights) {
        long now = core.clock().nanos();
        return flights.stream().allMatch(flight -> Waits.isGivenUp(flight, core.settings(), now));
    }

    /** Fills what was loaded and gives up the leases of what was not. */
    private void settleLeases(List<Flight<K, V>> flights, List<RemoteTier.Write> fills) {
        RemoteAccess<V> remote = core.remote();
        if (remote == null) {
            return;
        }
        if (!fills.isEmpty()) {
            remote.fill(fills, token).whenComplete((stored, failure) -> countRefused(stored));
        }
        if (fills.size() < flights.size()) {
            remote.release(unfilled(flights, fills), token);
        }
    }

    private void countRefused(@Nullable List<Boolean> stored) {
        if (stored != null) {
            stored.stream()
                    .filter(accepted -> !accepted)
                    .forEach(refusal -> core.coherence().refused());
        }
    }

    private static <K, V> List<byte[]> unfilled(List<Flight<K, V>> flights, List<RemoteTier.Write> fills) {
        List<byte[]> filled = fills.stream().map(RemoteTier.Write::key).toList();
        return flights.stream()
                .map(flight -> flight.keyBytes)
                .filter(key -> filled.stream().noneMatch(other -> other == key))
                .toList();
    }
}
