package dev.tarn.redis;

import dev.tarn.CodecException;
import dev.tarn.StoreException;
import dev.tarn.invalidation.WireForm;
import dev.tarn.spi.Applied;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Writes and reads the logs of one cache's shards. */
final class RedisLog {
    private static final byte[] NOTHING = {};
    private static final long FOUND = 1;
    private static final long FORKED = 2;

    private final Session session;
    private final List<ShardKeys> shards;
    private final byte[] maximumLength;

    RedisLog(Session session, List<ShardKeys> shards) {
        this.session = session;
        this.shards = shards;
        this.maximumLength = ScriptCall.decimal(session.options().logLength());
    }

    /** Records keys of one shard, no more than one script may have, and removes their values and leases. */
    CompletableFuture<Applied> invalidate(String operation, ShardKeys shard, List<byte[]> keys) {
        return guarded(
                operation, () -> step(operation, Operation.INVALIDATE, shard, pairs(shard, keys), keys, List.of()));
    }

    /** Records keys; removes their values and leases as well, if asked to. */
    CompletableFuture<List<Applied>> invalidate(String operation, List<byte[]> keys, boolean remove) {
        List<Parts.Part> parts = Parts.split(
                shards, keys.size(), keys::get, item -> 0, session.options().maximumStepKeys());
        return guarded(
                operation,
                () -> Parts.all(parts.stream()
                        .map(part -> {
                            List<byte[]> names = part.of(keys::get);
                            List<byte[]> gone = remove ? pairs(part.shard(), names) : List.of();
                            return step(operation, Operation.INVALIDATE, part.shard(), gone, names, List.of());
                        })
                        .toList()));
    }

    /** Records keys, removes their values and leases, and bars them. */
    CompletableFuture<List<Applied>> quarantine(List<byte[]> keys, byte[] millis) {
        List<Parts.Part> parts = Parts.split(
                shards, keys.size(), keys::get, item -> 0, session.options().maximumStepKeys());
        return guarded(
                "quarantine",
                () -> Parts.all(parts.stream()
                        .map(part -> {
                            List<byte[]> names = part.of(keys::get);
                            List<byte[]> taken = pairs(part.shard(), names);
                            return step(
                                    "quarantine", Operation.QUARANTINE, part.shard(), taken, names, List.of(millis));
                        })
                        .toList()));
    }

    CompletableFuture<List<Applied>> invalidateTags(String operation, List<byte[]> tags) {
        return guarded(
                operation,
                () -> Parts.all(shards.stream()
                        .map(shard -> step(operation, Operation.TAG, shard, List.of(), tags, tags))
                        .toList()));
    }

    CompletableFuture<List<Applied>> clear(String operation) {
        return guarded(
                operation,
                () -> Parts.all(shards.stream()
                        .map(shard -> step(operation, Operation.CLEAR, shard, List.of(), List.of(), List.of()))
                        .toList()));
    }

    private CompletableFuture<Applied> step(
            String operation,
            Operation what,
            ShardKeys shard,
            List<byte[]> keys,
            List<byte[]> names,
            List<byte[]> more) {
        byte[] step = ByteBuffer.allocate(7)
                .put((byte) what.code())
                .putShort((short) names.size())
                .putInt(session.options().logLength())
                .array();
        List<byte[]> arguments = new ArrayList<>(1 + more.size());
        arguments.add(names(names));
        arguments.addAll(more);
        return session.run(
                session.control(),
                operation,
                Script.INVALIDATE,
                shard,
                step,
                keys,
                arguments,
                answer -> applied(shard, answer.get(0)));
    }

    byte[] maximumLength() {
        return maximumLength;
    }

    /** Lists value and lease key of each key. */
    static List<byte[]> pairs(ShardKeys shard, List<byte[]> keys) {
        List<byte[]> pairs = new ArrayList<>(2 * keys.size());
        for (byte[] key : keys) {
            pairs.add(shard.value(key));
            pairs.add(shard.lease(key));
        }
        return pairs;
    }

    /** Encodes names as they stand in a message. */
    static byte[] names(List<byte[]> names) {
        return names.isEmpty() ? NOTHING : WireForm.encodeNames(names);
    }

    /** Reads the places before and after a step: what its message begins with. */
    static Applied applied(ShardKeys shard, Object answer) {
        ByteBuffer place = ByteBuffer.wrap((byte[]) answer);
        int era = place.getInt(4);
        Position before = new Position(shard.shard, era, place.getLong(8), place.getInt(16));
        return new Applied(before, new Position(shard.shard, era, place.getLong(20), place.getInt(28)));
    }

    CompletableFuture<Polled> poll(Position last, int limit) {
        ShardKeys shard = shards.get(last.shard());
        List<byte[]> arguments = List.of(last.isUnknown() ? NOTHING : place(last), id(last), ScriptCall.decimal(limit));
        return session.run(
                session.control(), "poll", Script.POLL, shard, List.of(), arguments, answer -> polled(shard, answer));
    }

    /** Returns a place as it stands in the head. */
    private static byte[] place(Position place) {
        return ByteBuffer.allocate(16)
                .putLong(place.stamp())
                .putInt(place.nonce())
                .putInt(place.era())
                .array();
    }

    /** Returns the id of the log's entry at a place. */
    static byte[] id(Position place) {
        String id = place.stamp() + "-" + Integer.toUnsignedString(place.nonce());
        return id.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] era(Position place) {
        return ByteBuffer.allocate(4).putInt(place.era()).array();
    }

    private static Polled polled(ShardKeys shard, List<Object> answer) {
        Head head = Head.from(shard.shard, answer.get(0));
        long found = (long) answer.get(1);
        if (found != FOUND) {
            return new Polled.Reset(head.position(), found == FORKED);
        }
        List<Invalidation> steps = new ArrayList<>(answer.size() - 2);
        try {
            for (Object message : answer.subList(2, answer.size())) {
                steps.add(WireForm.decode(ByteBuffer.wrap((byte[]) message)));
            }
        } catch (CodecException unreadable) {
            return new Polled.Reset(head.position(), false); // of a later release: what it did cannot be told
        }
        return new Polled.Entries(steps, head.position());
    }

    /** Turns what cannot even be sent into a failed stage. */
    <T> CompletableFuture<T> guarded(String operation, Supplier<CompletableFuture<T>> run) {
        try {
            return run.get();
        } catch (CodecException tooLarge) {
            return CompletableFuture.failedFuture(new StoreException(
                    session.name() + ": " + operation + ": " + tooLarge.getMessage(), tooLarge, false));
        }
    }
}
