package dev.tarn.tiered;

import dev.tarn.RemovalCause;
import dev.tarn.WriteStatus;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Invalidation.Operation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way of soft invalidations: the value stops being fresh, and is kept for the case that no new one can be had.
 *
 * <p>In the remote tier the value is written once more, out of date this time, if it is still the one that was read. That is a change like any
 * other: it ends leases, is recorded under a version of its own and announced, so other nodes drop their copies and detach their loads as they
 * do for every change, and find in the remote tier what is left of the value. Where the remote tier holds nothing that may be served stale, it is
 * an invalidation.
 */
final class SoftInvalidations<K, V> {
    /** So often the value may be another one than was read, before it is removed instead. */
    private static final int TRIES = 3;

    private final Core<K, V> core;
    private final Writes<K, V> writes;
    private final boolean remoteAnnounces;

    SoftInvalidations(Core<K, V> core, Writes<K, V> writes, boolean remoteAnnounces) {
        this.core = core;
        this.writes = writes;
        this.remoteAnnounces = remoteAnnounces;
    }

    /**
     * Carries it out.
     *
     * @param driver runs what is not to run on I/O threads
     */
    CompletableFuture<WriteStatus> invalidate(K key, Executor driver) {
        byte[] name = core.encoded(key);
        core.failures().forget(key);
        core.coherence().soften(key, core.lifetimes()::outdated);
        RemoteAccess<V> remote = core.remote();
        return remote == null || mustNotRead(key, name)
                ? writes.invalidateSoftly(key, name)
                : rewrite(remote, key, name, driver, TRIES);
    }

    /** Tells whether what the remote tier holds of a key may be void already. */
    private boolean mustNotRead(K key, byte[] name) {
        return core.pending().concerns(key)
                || !core.coherence()
                        .isProven(core.log().shardOf(name), core.clock().nanos());
    }

    private CompletableFuture<WriteStatus> rewrite(
            RemoteAccess<V> remote, K key, byte[] name, Executor driver, int tries) {
        long ticket = core.coherence().ticket(key);
        long upTo = core.pending().newest();
        return remote.read(name)
                .thenComposeAsync(
                        read -> {
                            byte[] envelope = read.envelope();
                            Entry<V> stale = tries == 0 ? null : outdated(remote, name, envelope);
                            if (stale == null || envelope == null) {
                                return writes.invalidateSoftly(key, name);
                            }
                            return replace(remote, name, EnvelopeHeader.version(envelope), stale)
                                    .thenComposeAsync(
                                            places -> places.isEmpty()
                                                    ? rewrite(remote, key, name, driver, tries - 1)
                                                    : applied(key, name, stale, places.get(0), ticket, upTo),
                                            driver);
                        },
                        driver)
                .exceptionallyCompose(failure -> writes.invalidateSoftly(key, name))
                .toCompletableFuture();
    }

    private @Nullable Entry<V> outdated(RemoteAccess<V> remote, byte[] name, byte @Nullable [] envelope) {
        Entry<V> held = remote.decode(name, envelope, remote.now());
        return held == null ? null : core.lifetimes().outdated(held);
    }

    /** Writes a value over the one of a version; returns where that was recorded, or nothing if another one was there. */
    private CompletionStage<List<Applied>> replace(RemoteAccess<V> remote, byte[] name, long version, Entry<V> stale) {
        return remote.putIf(remote.write(name, stale), version).thenCompose(done -> {
            if (!done.done()) {
                return CompletableFuture.completedStage(List.of());
            }
            return remoteAnnounces
                    ? CompletableFuture.completedStage(List.of(done.applied()))
                    : core.log().append(Operation.INVALIDATE, List.of(name));
        });
    }

    private CompletableFuture<WriteStatus> applied(
            K key, byte[] name, Entry<V> stale, Applied place, long ticket, long upTo) {
        if (remoteAnnounces) {
            core.coherence()
                    .applyOwnPut(
                            key,
                            stale.labelled(
                                    place.current().shard(), place.current().stamp()),
                            ticket);
        } else { // see Writes.applyOwnPut
            core.coherence().applyOwn(key, place, RemovalCause.INVALIDATED);
        }
        core.pending().keyOvertaken(key, upTo);
        core.applied(Operation.INVALIDATE, List.of(name), place);
        core.coherence().sent(List.of(place));
        return CompletableFuture.completedFuture(WriteStatus.APPLIED);
    }
}
