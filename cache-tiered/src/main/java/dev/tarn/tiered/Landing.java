package dev.tarn.tiered;

import dev.tarn.CacheLoadException;
import dev.tarn.LoadShedException;
import dev.tarn.spi.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends flights: with an answer, which it stores in the local tiers where the guard admits it; with a stale value; or with a failure. */
final class Landing<K, V> {
    private final Core<K, V> core;

    Landing(Core<K, V> core) {
        this.core = core;
    }

    /** Stores an answer in the local tiers, where the guard admits it. */
    void publish(Flight<K, V> flight, Entry<V> entry) {
        Coherence<K, V> coherence = core.coherence();
        coherence.answered(flight.key());
        if (coherence.store(flight.key(), entry, coherence.fill(flight))) {
            return;
        }
        if (Waits.areGivenUp(List.of(flight), core)) {
            coherence.refused(); // nobody sees the answer, so what is held may stay
        } else {
            core.refused(flight.key());
        }
    }

    /** Sees to an answer that is not to be stored: its callers see it, and what is held may be older, so that goes. */
    void passOn(Flight<K, V> flight) {
        core.coherence().answered(flight.key());
        if (!Waits.areGivenUp(List.of(flight), core)) {
            core.letGo(flight.key());
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

    /** Ends a flight whose load failed. */
    void loadFailed(Flight<K, V> flight, Throwable failure) {
        if (failure instanceof InterruptedException interrupt) {
            fail(flight, Waiting.interrupted("a load of cache " + core.id(), interrupt));
            return;
        }
        core.listeners().loadFailed(flight.key(), failure);
        if (failure instanceof Exception exception) {
            core.failures().failed(flight.key(), exception);
        }
        if (!endStale(flight, failure)) {
            fail(flight, asCallersSeeIt(failure));
        }
    }

    private Throwable asCallersSeeIt(Throwable failure) {
        return failure instanceof RuntimeException || failure instanceof Error
                ? failure
                : new CacheLoadException("a load of cache " + core.id() + " failed: " + failure, failure);
    }

    /** Ends a flight whose load nobody has room for: with a stale value if it may be, else with a failure. */
    void shed(Flight<K, V> flight, String why) {
        core.counters().shedLoads.increment();
        LoadShedException refusal = new LoadShedException("a load of cache " + core.id() + " was refused: " + why);
        if (!endStale(flight, refusal)) {
            fail(flight, refusal);
        }
    }

    /** Ends a flight with a failure. */
    void fail(Flight<K, V> flight, Throwable failure) {
        core.flights().close(flight);
        flight.fail(failure);
    }
}
