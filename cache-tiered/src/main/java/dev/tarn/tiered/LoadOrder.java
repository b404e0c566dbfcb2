package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.CodecException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteTier;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What one descent wants of the source: some keys, where their values may be stored, and the leases that it holds for that. */
final class LoadOrder<K, V> {
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
    private final List<Flight<K, V>> flights;
    private final Storing storing;
    private final LeaseToken token;
    private final Executor lane;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final boolean alone;
    private volatile LeaseKeeper keeper = LeaseKeeper.NONE;

    /**
     * Creates an order.
     *
     * @param lane runs the load if it cannot begin at once
     */
    LoadOrder(
            Core<K, V> core,
            CacheLoader<K, V> loader,
            List<Flight<K, V>> flights,
            Storing storing,
            LeaseToken token,
            Executor lane) {
        this.core = core;
        this.loader = loader;
        this.flights = flights;
        this.storing = storing;
        this.token = token;
        this.lane = lane;
        this.alone = false;
    }

    private LoadOrder(LoadOrder<K, V> former) {
        this.core = former.core;
        this.loader = former.loader;
        this.flights = former.flights;
        this.storing = former.storing;
        this.token = former.token;
        this.lane = former.lane;
        this.keeper = former.keeper;
        this.alone = true;
    }

    Core<K, V> core() {
        return core;
    }

    CacheLoader<K, V> loader() {
        return loader;
    }

    List<Flight<K, V>> flights() {
        return flights;
    }

    Storing storing() {
        return storing;
    }

    Executor lane() {
        return lane;
    }

    int size() {
        return flights.size();
    }

    /** Takes the order, so that nobody else carries it out; returns whether it was there to be taken. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    boolean isTaken() {
        return taken.get();
    }

    /** Tells whether other orders may share the load. */
    boolean isShareable() {
        return loader.isBulk() && !alone;
    }

    /** Tells whether this order may share the load of another one. */
    boolean sharesWith(LoadOrder<K, V> other) {
        return isShareable() && loader == other.loader;
    }

    /** Returns the same order, not taken yet and for a load of its own. */
    LoadOrder<K, V> apart() {
        return new LoadOrder<>(this);
    }

    /** Prolongs the leases from now on, unless that is done already. */
    void keepLeases() {
        RemoteAccess<V> remote = core.remote();
        if (remote == null || storing != Storing.EVERYWHERE || keeper != LeaseKeeper.NONE) {
            return;
        }
        List<byte[]> keys = flights.stream().map(flight -> flight.keyBytes).toList();
        keeper = LeaseKeeper.start(core.scheduler(), core.settings().lease(), lease -> {
            if (!Waits.areGivenUp(flights, core)) {
                remote.extend(keys, token, lease);
            }
        });
    }

    /** Lets the leases end by themselves. */
    void stopKeeping() {
        keeper.stop();
    }

    /**
     * Prepares a fill. The lease has the store refuse what a recorded change has made old since; what of this node's own changes is not recorded
     * yet, only this node knows. A flight that was detached before its load began has nothing to fear: others need not load again.
     */
    void encode(Flight<K, V> flight, Entry<V> entry, List<RemoteTier.Write> fills) {
        RemoteAccess<V> remote = core.remote();
        if (remote == null
                || storing != Storing.EVERYWHERE
                || flight.loadTicket() != core.coherence().ticket(flight.key())) {
            return;
        }
        try {
            fills.add(remote.write(flight.keyBytes, entry));
        } catch (CodecException e) {
            remote.refused(e);
        }
    }

    /** Fills what was loaded of some of the keys and gives up the leases of what was not. */
    void settle(List<Flight<K, V>> some, List<RemoteTier.Write> fills) {
        RemoteAccess<V> remote = core.remote();
        if (remote == null || storing != Storing.EVERYWHERE) {
            return;
        }
        if (!fills.isEmpty()) {
            remote.fill(fills, token).whenComplete((stored, failure) -> countRefused(stored));
        }
        if (fills.size() < some.size()) {
            remote.release(unfilled(some, fills), token);
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

    /** Ends the order without a load. */
    void shed(String why) {
        stopKeeping();
        settle(flights, List.of());
        Landing<K, V> landing = new Landing<>(core);
        flights.forEach(flight -> landing.shed(flight, why));
    }

    /** Ends what is left of the order with a failure. */
    void fail(Throwable failure) {
        stopKeeping();
        Landing<K, V> landing = new Landing<>(core);
        flights.forEach(flight -> landing.fail(flight, failure));
    }
}
