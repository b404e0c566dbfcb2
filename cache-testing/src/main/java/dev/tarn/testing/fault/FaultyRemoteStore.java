package dev.tarn.testing.fault;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Meters.StoreMeters;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.Scheduler;
import dev.tarn.spi.ServerStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remote store that hands everything to another one, but for the faults that a test has ordered.
 *
 * <p>Thread-safe. Faults are ordered by {@linkplain #nth number}, {@linkplain #always for all calls} or {@linkplain #randomly by
 * chance}, and looked for in this order; with one thread and one seed every run is the same. Without orders it is
 * indistinguishable from the other store. The bus is handed through untouched.
 */
public final class FaultyRemoteStore implements RemoteStore {
    private final RemoteStore delegate;
    private final Scheduler scheduler;
    private final FaultScript script;

    /**
     * Creates a store without faults.
     *
     * @param delegate the store that does the work; closed with this one
     * @param scheduler runs what is late
     * @param seed where the random numbers start
     */
    public FaultyRemoteStore(RemoteStore delegate, Scheduler scheduler, long seed) {
        this.delegate = delegate;
        this.scheduler = scheduler;
        this.script = new FaultScript(seed);
    }

    /** Orders a fault for the next call of an operation. */
    public void next(Operation operation, Fault fault) {
        nth(operation, 1, fault);
    }

    /**
     * Orders a fault for one call of an operation.
     *
     * @param operation the operation
     * @param calls which call from now on; 1 is the next
     * @param fault the fault
     */
    public void nth(Operation operation, int calls, Fault fault) {
        if (calls < 1) {
            throw new IllegalArgumentException("calls is " + calls + ", but must be at least 1");
        }
        requireFitting(operation, fault);
        script.nth(operation, calls, fault);
    }

    /** Orders a fault for all calls of an operation from now on. */
    public void always(Operation operation, Fault fault) {
        requireFitting(operation, fault);
        script.always(operation, fault);
    }

    /** Orders a fault for all calls of all operations from now on. */
    public void always(Fault fault) {
        for (Operation operation : Operation.values()) {
            if (operation.reads() || !fault.isDamage()) {
                script.always(operation, fault);
            }
        }
    }

    /**
     * Orders faults by chance: each call meets one of them with the given probability.
     *
     * @param probability from 0 to 1
     * @param faults what may happen; those that damage what is read meet reading operations only
     */
    public void randomly(double probability, Fault... faults) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + ", but must be from 0 to 1");
        }
        script.randomly(probability, List.of(faults));
    }

    /** Drops all orders; what is late already stays so. */
    public void heal() {
        script.heal();
    }

    /** Returns how often an operation was called, on all caches. */
    public long calls(Operation operation) {
        return script.calls(operation);
    }

    /** Returns how many calls met a fault. */
    public long injected() {
        return script.injected();
    }

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public RemoteTier open(CacheId cache) {
        return new FaultyRemoteTier(delegate.open(cache), scheduler, script);
    }

    @Override
    public @Nullable InvalidationBus bus() {
        return delegate.bus();
    }

    @Override
    public boolean isConnected() {
        return delegate.isConnected();
    }

    @Override
    public List<ServerStats> servers() {
        return delegate.servers();
    }

    @Override
    public void measuredBy(StoreMeters meters) {
        delegate.measuredBy(meters);
    }

    @Override
    public void close() {
        delegate.close();
    }

    private static void requireFitting(Operation operation, Fault fault) {
        if (fault.isDamage() && !operation.reads()) {
            throw new IllegalArgumentException(
                    "fault is " + fault.kind() + " of " + operation + ", but only what is read can be damaged");
        }
    }
}
