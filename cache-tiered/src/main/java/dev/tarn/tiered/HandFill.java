package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.Fill;
import dev.tarn.Options;
import dev.tarn.spi.Begun;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.Traits;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answer of a read that was done outside the cache.
 *
 * <p>A loader's lease is taken before the source is asked, so that whatever changes the key ends it. Here nobody says whether the answer will
 * ever come, and a lease that nobody gives up would make others wait. So the lease is taken when the answer is there, and the time before it
 * is covered by the log: a change that was recorded before the lease was granted is at or below the lease's label; once this node has applied
 * the log that far, its guard knows of every change since the fill was begun.
 */
final class HandFill<K, V> implements Fill<V> {
    private final Core<K, V> core;
    private final Flight<K, V> place;
    private final boolean knownAbsent;

    /** Begins: what is changed from now on refuses the answer. */
    HandFill(Core<K, V> core, K key) {
        this.core = core;
        this.place = core.newFlight(key, null); // never opened: nobody can join it
        Entry<V> held = core.locals().peek(key);
        this.knownAbsent = held != null
                && held.isAbsence()
                && held.isFresh(place.openedAt)
                && core.coherence().isCoherent(held, place.openedAt);
    }

    @Override
    public boolean isKnownAbsent() {
        return knownAbsent;
    }

    @Override
    public CompletableFuture<Boolean> offer(@Nullable V value, Options options) {
        long taken = core.clock().nanos() - place.openedAt;
        core.counters().loadNanos.add(taken);
        core.counters().loadSuccesses.increment();
        core.meters().load(taken, 1, true);
        if (value == null) {
            core.counters().loadAbsences.increment();
        }
        Entry<V> entry = entry(value, options);
        if (entry.isDead(core.clock().nanos())) {
            return CompletableFuture.completedFuture(false);
        }
        RemoteAccess<V> remote = core.remote();
        if (remote == null
                || core.pending().concerns(place.key())
                || !core.coherence().isProven(place.shard, core.clock().nanos())) {
            return CompletableFuture.completedFuture(storeHere(entry));
        }
        RemoteTier.Write write = encoded(remote, entry);
        return write == null
                ? CompletableFuture.completedFuture(storeHere(entry))
                : storeEverywhere(remote, entry, write).toCompletableFuture();
    }

    private Entry<V> entry(@Nullable V value, Options options) {
        Traits traits = options.tags().isEmpty() ? Traits.NONE : new Traits(options.tags(), null, null);
        return core.lifetimes()
                .loaded(place.key(), value, false, place.openedAt, options.timeToLive(), options.staleFor(), traits)
                .labelled(place.shard, place.label());
    }

    private boolean storeHere(Entry<V> entry) {
        Coherence<K, V> coherence = core.coherence();
        coherence.answered(place.key());
        if (!coherence.store(place.key(), entry, coherence.fill(place))) {
            core.refused(place.key());
            return false;
        }
        return core.locals().isAnyUsed();
    }

    private CompletionStage<Boolean> storeEverywhere(RemoteAccess<V> remote, Entry<V> entry, RemoteTier.Write write) {
        LeaseToken token = core.tokens().next();
        return remote.begin(List.of(place.keyBytes), token, core.settings().lease(), false)
                .handle((begun, failure) -> failure == null ? begun.get(0) : null)
                .thenCompose(begun -> {
                    if (begun instanceof Begun.Leased leased) {
                        return core.log()
                                .reach(leased.label())
                                .thenCompose(reached -> storeUnderLease(remote, entry, write, token, reached));
                    }
                    return CompletableFuture.completedStage(!(begun instanceof Begun.Barred) && storeHere(entry));
                });
    }

    private CompletionStage<Boolean> storeUnderLease(
            RemoteAccess<V> remote, Entry<V> entry, RemoteTier.Write write, LeaseToken token, boolean reached) {
        boolean unchanged = reached
                && core.coherence().validity().isValid(entry)
                && core.coherence().admits(place);
        boolean storedHere = storeHere(entry);
        if (!unchanged) {
            remote.release(List.of(place.keyBytes), token);
            return CompletableFuture.completedStage(storedHere);
        }
        CompletionStage<Boolean> filled = remote.fill(List.of(write), token).thenApply(stored -> stored.get(0));
        return core.locals().isAnyUsed()
                ? CompletableFuture.completedStage(storedHere)
                : filled.exceptionally(failure -> false);
    }

    private RemoteTier.@Nullable Write encoded(RemoteAccess<V> remote, Entry<V> entry) {
        try {
            return remote.write(place.keyBytes, entry);
        } catch (CodecException e) {
            remote.refused(e);
            return null;
        }
    }
}
