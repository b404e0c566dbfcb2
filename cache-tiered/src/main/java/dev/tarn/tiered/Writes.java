package dev.tarn.tiered;

import dev.tarn.Options;
import dev.tarn.RemovalCause;
import dev.tarn.WriteStatus;
import dev.tarn.invalidation.Pending;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteTier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of writes and invalidations: the remote tier and the log first, in one step where the store can; then this node's local tiers;
 * then the caller. What is not taken there is kept as pending and repeated.
 */
final class Writes<K, V> {
    private final Core<K, V> core;
    private final Runnable repeatSoon;
    private final boolean remoteAnnounces;

    /**
     * Creates the way of writes.
     *
     * @param remoteAnnounces whether the remote tier records its changes in this cache's log by itself
     * @param repeatSoon is run when something became pending
     */
    Writes(Core<K, V> core, boolean remoteAnnounces, Runnable repeatSoon) {
        this.core = core;
        this.remoteAnnounces = remoteAnnounces;
        this.repeatSoon = repeatSoon;
    }

    CompletableFuture<WriteStatus> put(Map<? extends K, ? extends V> values, Options options) {
        if (values.isEmpty()) {
            return CompletableFuture.completedFuture(WriteStatus.APPLIED);
        }
        core.counters().puts.add(values.size());
        Map<K, Entry<V>> entries = new LinkedHashMap<>();
        values.forEach((key, value) ->
                entries.put(key, core.lifetimes().written(key, Objects.requireNonNull(value, "value"), options)));
        Map<K, byte[]> keys = encoded(entries.keySet());
        long upTo = core.pending().newest();
        Map<K, Long> tickets = new LinkedHashMap<>();
        keys.keySet().forEach(key -> {
            core.failures().forget(key);
            tickets.put(key, core.coherence().ticket(key));
            core.coherence().changing(key, RemovalCause.REPLACED);
        });
        CompletionStage<List<Applied>> recorded =
                record(remotePut(entries, keys), Operation.INVALIDATE, List.copyOf(keys.values()));
        return finish(
                recorded,
                Operation.INVALIDATE,
                List.copyOf(keys.values()),
                applied -> core.locals()
                        .together(() -> entries.forEach((key, entry) -> {
                            applyOwnPut(key, entry, place(applied, of(keys, key)), of(tickets, key));
                            core.coherence().changed(key);
                            core.pending().keyOvertaken(key, upTo);
                        })),
                () -> entries.forEach((key, entry) -> keepHere(key, of(keys, key), entry)));
    }

    /**
     * Keeps a value that was written. Where the values are in one place and the log in another, two writes of a key may have one order here and
     * another there: then the next read takes what the remote tier has, for a label of the log would hide that it is another's value.
     */
    private void applyOwnPut(K key, Entry<V> entry, Applied place, long ticket) {
        if (core.remote() == null || remoteAnnounces) {
            Position at = place.current();
            core.coherence().applyOwnPut(key, entry.labelled(at.shard(), at.stamp()), ticket);
        } else {
            core.coherence().applyOwn(key, place, RemovalCause.REPLACED);
        }
    }

    /** Keeps a value that was not taken in this process. */
    private void keepHere(K key, byte[] name, Entry<V> entry) {
        Coherence<K, V> coherence = core.coherence();
        core.pending().addKeptKey(key);
        coherence.forget(key, RemovalCause.REPLACED);
        coherence.changed(key);
        int shard = core.log().shardOf(name);
        long label = coherence.newestKnown(shard, key, core.log().appliedUpTo(shard));
        Entry<V> labelled = entry.labelled(shard, label);
        coherence.store(key, labelled, coherence.put(key, labelled, coherence.ticket(key)));
    }

    private @Nullable Supplier<CompletionStage<List<Applied>>> remotePut(
            Map<K, Entry<V>> entries, Map<K, byte[]> keys) {
        RemoteAccess<V> remote = core.remote();
        if (remote == null) {
            return null;
        }
        List<RemoteTier.Write> writes = new ArrayList<>();
        entries.forEach((key, entry) -> writes.add(remote.write(of(keys, key), entry)));
        return () -> remote.put(writes);
    }

    /** Invalidates one key: what {@link #invalidate(Iterable)} does, on a shorter way. */
    CompletableFuture<WriteStatus> invalidate(K key) {
        List<byte[]> names = List.of(core.encoded(Objects.requireNonNull(key, "key")));
        core.failures().forget(key);
        long upTo = core.pending().newest();
        RemoteAccess<V> remote = core.remote();
        CompletionStage<List<Applied>> recorded = core.locals().together(() -> {
            core.coherence().forget(key, RemovalCause.EXPLICIT);
            return record(remote == null ? null : () -> remote.invalidate(names), Operation.INVALIDATE, names);
        });
        return finish(
                recorded,
                Operation.INVALIDATE,
                names,
                applied -> {
                    core.coherence().applyOwn(key, place(applied, names.get(0)), RemovalCause.EXPLICIT);
                    core.pending().keyOvertaken(key, upTo);
                },
                () -> {
                    core.pending().addKey(key);
                    core.coherence().forget(key, RemovalCause.EXPLICIT);
                });
    }

    /**
     * Invalidates a key of which the remote tier has no value that could stay as an outdated one. What this node holds stays as such where nobody
     * shares the log, and where the change is not taken now: until it is repeated, as an invalidation.
     */
    CompletableFuture<WriteStatus> invalidateSoftly(K key, byte[] name) {
        long upTo = core.pending().newest();
        RemoteAccess<V> remote = core.remote();
        List<byte[]> names = List.of(name);
        return finish(
                record(remote == null ? null : () -> remote.invalidate(names), Operation.INVALIDATE, names),
                Operation.INVALIDATE,
                names,
                applied -> {
                    core.coherence().applyOwnSoft(key, place(applied, name), core.lifetimes()::outdated);
                    core.pending().keyOvertaken(key, upTo);
                },
                () -> {
                    core.pending().addKey(key);
                    core.coherence().soften(key, core.lifetimes()::outdated);
                });
    }

    CompletableFuture<WriteStatus> invalidate(Iterable<? extends K> all) {
        Map<K, byte[]> keys = encoded(all);
        core.locals()
                .together(() -> keys.keySet().forEach(key -> {
                    core.failures().forget(key);
                    core.coherence().forget(key, RemovalCause.EXPLICIT);
                }));
        return recordInvalidation(
                keys,
                RemovalCause.EXPLICIT,
                () -> keys.keySet().forEach(key -> {
                    core.pending().addKey(key);
                    core.coherence().forget(key, RemovalCause.EXPLICIT);
                }));
    }

    private CompletableFuture<WriteStatus> recordInvalidation(
            Map<K, byte[]> keys, RemovalCause cause, Runnable refused) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(WriteStatus.APPLIED);
        }
        long upTo = core.pending().newest();
        RemoteAccess<V> remote = core.remote();
        List<byte[]> names = List.copyOf(keys.values());
        CompletionStage<List<Applied>> recorded =
                record(remote == null ? null : () -> remote.invalidate(names), Operation.INVALIDATE, names);
        return finish(
                recorded,
                Operation.INVALIDATE,
                names,
                applied -> keys.forEach((key, name) -> {
                    core.coherence().applyOwn(key, place(applied, name), cause);
                    core.pending().keyOvertaken(key, upTo);
                }),
                refused);
    }

    /**
     * Bars keys in the remote tier before they are changed. Unlike other changes it fails if it is refused: who asks for it must know.
     */
    CompletableFuture<WriteStatus> quarantine(Iterable<? extends K> all, Duration life) {
        RemoteAccess<V> remote = Objects.requireNonNull(core.remote(), "remote");
        Map<K, byte[]> keys = encoded(all);
        List<byte[]> names = List.copyOf(keys.values());
        keys.keySet().forEach(key -> core.coherence().forget(key, RemovalCause.INVALIDATED));
        return record(() -> remote.quarantine(names, life), Operation.INVALIDATE, names)
                .thenApply(applied -> {
                    keys.forEach((key, name) ->
                            core.coherence().applyOwn(key, place(applied, name), RemovalCause.INVALIDATED));
                    applied.forEach(place -> core.applied(Operation.INVALIDATE, names, place));
                    core.coherence().sent(applied);
                    return WriteStatus.APPLIED;
                })
                .toCompletableFuture();
    }

    CompletableFuture<WriteStatus> invalidateTag(String tag) {
        Options.checkedTag(tag);
        RemoteAccess<V> remote = core.remote();
        byte[] name = tag.getBytes(StandardCharsets.UTF_8);
        CompletionStage<List<Applied>> recorded =
                record(remote == null ? null : () -> remote.invalidateTag(tag), Operation.TAG, List.of(name));
        return finish(
                recorded,
                Operation.TAG,
                List.of(name),
                applied -> applied.forEach(place -> core.coherence().applyOwnTag(tag, place)),
                () -> {
                    core.pending().addTag(tag);
                    core.coherence().forgetTag(tag);
                });
    }

    CompletableFuture<WriteStatus> clear() {
        RemoteAccess<V> remote = core.remote();
        CompletionStage<List<Applied>> recorded =
                record(remote == null ? null : remote::clear, Operation.CLEAR, List.of());
        return finish(
                recorded,
                Operation.CLEAR,
                List.of(),
                applied -> applied.forEach(place -> core.coherence().applyOwnClear(place)),
                () -> {
                    core.pending().addClear();
                    core.coherence().forgetAll();
                });
    }

    /** Records a change: in the remote tier, which may announce it in the same step, or in the log, or in both. */
    private CompletionStage<List<Applied>> record(
            @Nullable Supplier<CompletionStage<List<Applied>>> remote, Operation operation, List<byte[]> names) {
        if (remote == null) {
            return core.log().append(operation, names);
        }
        CompletionStage<List<Applied>> stored = remote.get();
        return remoteAnnounces
                ? stored
                : stored.thenCompose(ignored -> core.log().append(operation, names));
    }

    private CompletableFuture<WriteStatus> finish(
            CompletionStage<List<Applied>> recorded,
            Operation operation,
            List<byte[]> names,
            Consumer<List<Applied>> taken,
            Runnable refused) {
        return recorded.handle((applied, failure) -> {
                    if (failure == null) {
                        taken.accept(applied);
                        applied.forEach(place -> core.applied(operation, names, place));
                        core.coherence().sent(applied);
                        return WriteStatus.APPLIED;
                    }
                    refused.run();
                    repeatSoon.run();
                    return WriteStatus.QUEUED;
                })
                .toCompletableFuture();
    }

    /** Repeats some of what is pending; completes with whether it was taken. */
    CompletableFuture<WriteStatus> repeat(int mostKeys) {
        long clearMark = core.pending().clearMark();
        if (clearMark != 0) {
            return clear().thenApply(status -> done(status, () -> core.pending().clearDone(clearMark)));
        }
        Pending.MarkedTag tag = core.pending().tag();
        if (tag != null) {
            return invalidateTag(tag.tag())
                    .thenApply(status -> done(status, () -> core.pending().tagDone(tag)));
        }
        return recordInvalidation(encoded(core.pending().keys(mostKeys)), RemovalCause.INVALIDATED, () -> {});
    }

    private static WriteStatus done(WriteStatus status, Runnable taken) {
        if (status == WriteStatus.APPLIED) {
            taken.run();
        }
        return status;
    }

    private Map<K, byte[]> encoded(Iterable<? extends K> keys) {
        Map<K, byte[]> encoded = new LinkedHashMap<>();
        for (K key : keys) {
            encoded.put(key, core.encoded(Objects.requireNonNull(key, "key")));
        }
        return encoded;
    }

    private static <K, T> T of(Map<K, T> known, K key) {
        return Objects.requireNonNull(known.get(key), "key was not prepared");
    }

    /** Returns where the change of a key was recorded. */
    private Applied place(List<Applied> applied, byte[] key) {
        int shard = core.log().shardOf(key);
        for (Applied place : applied) {
            if (place.current().shard() == shard) {
                return place;
            }
        }
        throw new IllegalStateException("no place in the log for shard " + shard);
    }
}
