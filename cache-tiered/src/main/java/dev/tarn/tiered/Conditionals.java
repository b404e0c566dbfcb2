package dev.tarn.tiered;

import dev.tarn.CacheClosedException;
import dev.tarn.CacheException;
import dev.tarn.Options;
import dev.tarn.RemovalCause;
import dev.tarn.invalidation.SoloLog;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes a key depending on what it holds, atomically in the tier that decides: the remote one, by version, or the farthest local store
 * where nothing leaves the process. A local cache on a bus has no tier that decides for all nodes, so it refuses.
 */
final class Conditionals<K, V> {
    /**
     * What a change is to do with the value there is.
     *
     * @param kind what to do
     * @param value what to put; null for the others
     */
    record Decision<V>(Kind kind, @Nullable V value) {
        static <V> Decision<V> keep() {
            return new Decision<>(Kind.KEEP, null);
        }

        static <V> Decision<V> put(V value) {
            return new Decision<>(Kind.PUT, value);
        }

        static <V> Decision<V> remove() {
            return new Decision<>(Kind.REMOVE, null);
        }
    }

    /** What can be done. */
    enum Kind {
        KEEP,
        PUT,
        REMOVE
    }

    /**
     * What came of a change.
     *
     * @param before the value that was there, or null
     * @param decision what was done
     */
    record Outcome<V>(@Nullable V before, Decision<V> decision) {
        boolean changed() {
            return decision.kind() != Kind.KEEP;
        }
    }

    private final Core<K, V> core;
    private final boolean remoteAnnounces;
    private final Runnable repeatSoon;

    /**
     * Creates the way of conditional changes.
     *
     * @param remoteAnnounces whether the remote tier records its changes in this cache's log by itself
     * @param repeatSoon is run when something became pending
     */
    Conditionals(Core<K, V> core, boolean remoteAnnounces, Runnable repeatSoon) {
        this.core = core;
        this.remoteAnnounces = remoteAnnounces;
        this.repeatSoon = repeatSoon;
    }

    /** Tells whether there is a tier that can decide. */
    boolean canDecide() {
        return core.remote() != null || !core.log().isShared();
    }

    /**
     * Changes a key.
     *
     * @param decide is given the value that is there or null; may be called again if somebody else was quicker
     * @throws dev.tarn.StoreException if the remote tier could not be asked
     * @throws UnsupportedOperationException if no tier can decide
     */
    Outcome<V> change(K key, Function<@Nullable V, Decision<V>> decide) {
        Outcome<V> outcome = decided(key, decide);
        if (outcome.decision().value() != null && outcome.changed()) {
            core.counters().puts.increment();
        }
        return outcome;
    }

    private Outcome<V> decided(K key, Function<@Nullable V, Decision<V>> decide) {
        RemoteAccess<V> remote = core.remote();
        if (remote != null) {
            return changeRemotely(remote, key, decide);
        }
        if (core.log() instanceof SoloLog solo) {
            return changeLocally(solo, key, decide);
        }
        throw new UnsupportedOperationException("cache " + core.id()
                + " is local and shares a bus with other nodes: no tier can decide a conditional change for all of them;"
                + " give it a remote store, or use put and invalidate");
    }

    private Outcome<V> changeLocally(SoloLog solo, K key, Function<@Nullable V, Decision<V>> decide) {
        long ticket = core.coherence().ticket(key);
        LocalChange change = new LocalChange(solo, key, decide);
        int decider = core.locals().computeFarthest(key, change::apply);
        Outcome<V> outcome = change.outcome();
        Position at = change.at;
        if (at != null) {
            core.coherence().decided(decider, key, at, change.replaced, change.entry, ticket);
        }
        return outcome;
    }

    /** One change inside the store's atomic step. */
    private final class LocalChange {
        private final SoloLog solo;
        private final K key;
        private final Function<@Nullable V, Decision<V>> decide;
        private @Nullable Outcome<V> outcome;
        private @Nullable Position at;
        private @Nullable Entry<V> replaced;
        private @Nullable Entry<V> entry;

        LocalChange(SoloLog solo, K key, Function<@Nullable V, Decision<V>> decide) {
            this.solo = solo;
            this.key = key;
            this.decide = decide;
        }

        @Nullable
        Entry<V> apply(@Nullable Entry<V> held) {
            boolean servable = held != null
                    && !core.lifetimes().isDead(held, core.clock().nanos())
                    && core.coherence().validity().isValid(held);
            V before = servable && held != null ? held.value() : null;
            Decision<V> decision = decide.apply(before);
            outcome = new Outcome<>(before, decision);
            if (decision.kind() == Kind.KEEP) {
                return held;
            }
            replaced = held;
            Position position = solo.next().current();
            at = position;
            core.coherence().raise(key, position);
            V value = decision.value();
            if (value != null) {
                entry = core.lifetimes()
                        .written(key, value, Options.none())
                        .labelled(position.shard(), position.stamp());
            }
            return entry;
        }

        Outcome<V> outcome() {
            if (outcome == null) {
                throw new CacheClosedException("cache " + core.id() + " is closed");
            }
            return outcome;
        }
    }

    private Outcome<V> changeRemotely(RemoteAccess<V> remote, K key, Function<@Nullable V, Decision<V>> decide) {
        byte[] bytes = core.encoded(key);
        for (; ; ) {
            RemoteRead read =
                    Waiting.await(remote.read(bytes).toCompletableFuture(), "asking the remote tier of " + core.id());
            // what the remote tier has not taken yet voids what it holds: then this node's own tiers know better
            Entry<V> held =
                    core.pending().concerns(key) ? heldHere(key) : remote.decode(bytes, read.envelope(), remote.now());
            V before = held == null || held.isDead(core.clock().nanos()) ? null : held.value();
            Decision<V> decision = decide.apply(before);
            if (decision.kind() == Kind.KEEP || carriedOut(remote, key, bytes, read.envelope(), decision)) {
                return new Outcome<>(before, decision);
            }
        }
    }

    private @Nullable Entry<V> heldHere(K key) {
        Entry<V> held = core.locals().peek(key);
        return held == null || core.lifetimes().isDead(held, core.clock().nanos()) ? null : held;
    }

    private boolean carriedOut(
            RemoteAccess<V> remote, K key, byte[] bytes, byte @Nullable [] envelope, Decision<V> decision) {
        long ticket = core.coherence().ticket(key);
        long upTo = core.pending().newest();
        V value = decision.value();
        Entry<V> entry = value == null ? null : core.lifetimes().written(key, value, Options.none());
        long expected = expected(envelope);
        core.coherence().changing(key, entry == null ? RemovalCause.EXPLICIT : RemovalCause.REPLACED);
        RemoteTier.Conditional done;
        try {
            done = Waiting.await(
                    entry == null
                            ? remove(remote, bytes, expected)
                            : remote.putIf(remote.write(bytes, entry), expected).toCompletableFuture(),
                    "writing to the remote tier of " + core.id());
        } finally {
            core.coherence().changed(key);
        }
        if (!done.done()) {
            return false;
        }
        Applied recorded = remoteAnnounces ? done.applied() : announced(bytes);
        if (recorded == null) {
            core.pending().addKey(key);
            core.coherence().forget(key, RemovalCause.EXPLICIT);
            repeatSoon.run();
        } else {
            applyHere(key, bytes, entry, recorded, ticket);
            core.pending().keyOvertaken(key, upTo);
        }
        return true;
    }

    private static CompletableFuture<RemoteTier.Conditional> remove(
            RemoteAccess<?> remote, byte[] bytes, long expected) {
        CompletionStage<RemoteTier.Conditional> removed = expected == RemoteTier.NO_VERSION
                ? remote.invalidate(List.of(bytes)).thenApply(places -> new RemoteTier.Conditional(true, places.get(0)))
                : remote.removeIf(bytes, expected);
        return removed.toCompletableFuture();
    }

    private static long expected(byte @Nullable [] envelope) {
        return envelope == null || !EnvelopeHeader.isEnvelope(envelope)
                ? RemoteTier.NO_VERSION
                : EnvelopeHeader.version(envelope);
    }

    /** Announces a change that the remote tier has carried out; returns null if the bus did not take it. */
    private @Nullable Applied announced(byte[] name) {
        try {
            return Waiting.await(
                            core.log()
                                    .append(Operation.INVALIDATE, List.of(name))
                                    .toCompletableFuture(),
                            "announcing a change of " + core.id())
                    .get(0);
        } catch (CacheException e) {
            return null; // whatever it was, the other nodes are still to be told
        }
    }

    private void applyHere(K key, byte[] name, @Nullable Entry<V> entry, Applied recorded, long ticket) {
        Position at = recorded.current();
        if (entry == null || !remoteAnnounces) { // see Writes.applyOwnPut
            RemovalCause cause = entry == null ? RemovalCause.EXPLICIT : RemovalCause.REPLACED;
            core.coherence().applyOwn(key, recorded, cause);
        } else {
            core.coherence().applyOwnPut(key, entry.labelled(at.shard(), at.stamp()), ticket);
        }
        core.applied(Operation.INVALIDATE, List.of(name), recorded);
        core.coherence().sent(List.of(recorded));
    }
}
