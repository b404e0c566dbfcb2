package dev.tarn.redis;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Begun;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns the requests of one cache into reads and scripts. */
final class RedisTier implements RemoteTier {
    /** What Redis is told of a life that is longer. */
    private static final long LONGEST_MILLIS = Duration.ofDays(36_500).toMillis();

    private static final long MICROS_PER_MILLI = 1_000;
    private static final byte[] NOTHING = {};
    private static final byte[] YES = {'1'};
    private static final byte[] NO = {'0'};

    private final Session session;
    private final List<ShardKeys> shards;
    private final RedisLog log;
    private final List<InvalidationLane> lanes;

    RedisTier(Session session, List<ShardKeys> shards) {
        this.session = session;
        this.shards = shards;
        this.log = new RedisLog(session, shards);
        this.lanes = shards.stream()
                .map(shard -> new InvalidationLane(session, log, shard))
                .toList();
    }

    @Override
    public long millis() {
        return session.millis();
    }

    @Override
    public long recordedAtMillis(Position position) {
        return position.stamp() / MICROS_PER_MILLI;
    }

    @Override
    public CompletionStage<RemoteRead> read(byte[] key) {
        Read.Single read = new Read.Single(shardOf(key), key);
        session.read(read);
        return read;
    }

    private ShardKeys shardOf(byte[] key) {
        return shards.get(ShardKeys.shardOf(key, shards.size()));
    }

    @Override
    public CompletionStage<List<RemoteRead>> readAll(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        BulkRead bulk = new BulkRead(keys.size());
        for (Parts.Part part : split(keys, session.options().maximumBatchKeys())) {
            List<Read> reads = new ArrayList<>(part.items().size());
            for (int item : part.items()) {
                reads.add(bulk.item(item, part.shard(), keys.get(item)));
            }
            session.data().send(ReadCall.of(session, reads, null));
        }
        return bulk;
    }

    @Override
    public CompletionStage<List<Begun>> begin(List<byte[]> keys, LeaseToken token, Duration lease, boolean refresh) {
        List<byte[]> arguments = List.of(bytes(token), millis("lease", lease), refresh ? YES : NO);
        return inOrder(
                "begin",
                Script.BEGIN,
                keys.size(),
                split(keys, session.options().maximumStepKeys()),
                part -> RedisLog.pairs(part.shard(), part.of(keys::get)),
                part -> arguments,
                RedisTier::begun);
    }

    private static List<Begun> begun(Parts.Part part, List<Object> answer) {
        int shard = part.shard().shard;
        Position head = Head.from(shard, answer.get(0)).position();
        List<Begun> begun = new ArrayList<>(answer.size() - 1);
        for (Object one : answer.subList(1, answer.size())) {
            begun.add(begun(shard, head, (List<?>) one));
        }
        return begun;
    }

    private static Begun begun(int shard, Position head, List<?> one) {
        int kind = (int) (long) one.get(0);
        return switch (kind) {
            case 0 -> new Begun.Hit((byte[]) one.get(1), head);
            case 1 -> new Begun.Leased(label(shard, (byte[]) one.get(1)), stale(one));
            case 2 -> new Begun.Held(Duration.ofMillis(Math.max(0, (long) one.get(1))), stale(one));
            case 3 -> new Begun.Barred(head);
            default -> throw new IllegalArgumentException("no such answer");
        };
    }

    private static Position label(int shard, byte[] label) {
        ByteBuffer bytes = ByteBuffer.wrap(label);
        return new Position(shard, bytes.getInt(12), bytes.getLong(0), bytes.getInt(8));
    }

    private static byte @Nullable [] stale(List<?> one) {
        byte[] stale = (byte[]) one.get(2);
        return stale.length == 0 ? null : stale;
    }

    @Override
    public CompletionStage<List<Boolean>> fill(List<Write> values, LeaseToken token) {
        values.forEach(RedisTier::check);
        return inOrder(
                "fill",
                Script.FILL,
                values.size(),
                splitWrites(values),
                part -> RedisLog.pairs(
                        part.shard(), part.of(item -> values.get(item).key())),
                part -> arguments(List.of(bytes(token)), part.of(values::get)),
                RedisTier::flags);
    }

    @Override
    public boolean canTouch() {
        return true;
    }

    @Override
    public CompletionStage<Void> touch(List<byte[]> keys, Duration life) {
        List<byte[]> arguments = List.of(millis("life", life));
        return over(inOrder(
                "touch",
                Script.TOUCH,
                keys.size(),
                split(keys, session.options().maximumStepKeys()),
                part -> part.of(item -> part.shard().value(keys.get(item))),
                part -> arguments,
                (part, answer) -> part.items()));
    }

    @Override
    public CompletionStage<List<Boolean>> extend(List<byte[]> keys, LeaseToken token, Duration lease) {
        List<byte[]> arguments = List.of(bytes(token), millis("lease", lease));
        return inOrder(
                "extend",
                Script.EXTEND,
                keys.size(),
                split(keys, session.options().maximumStepKeys()),
                part -> part.of(item -> part.shard().lease(keys.get(item))),
                part -> arguments,
                RedisTier::flags);
    }

    private static List<Boolean> flags(Parts.Part part, List<Object> answer) {
        List<Boolean> flags = new ArrayList<>(answer.size());
        for (Object one : answer) {
            flags.add((long) one != 0);
        }
        return flags;
    }

    @Override
    public CompletionStage<Void> release(List<byte[]> keys, LeaseToken token) {
        return over(inOrder(
                "release",
                Script.RELEASE,
                keys.size(),
                split(keys, session.options().maximumStepKeys()),
                part -> part.of(item -> part.shard().lease(keys.get(item))),
                part -> List.of(bytes(token)),
                (part, answer) -> part.items()));
    }

    /** Tells when something is over of which the answer tells nothing. */
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the future returned
    private static CompletionStage<Void> over(CompletableFuture<?> answers) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        answers.whenComplete((answer, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    @Override
    public CompletionStage<List<Applied>> put(List<Write> values) {
        values.forEach(RedisTier::check);
        return log.guarded(
                "put",
                () -> Parts.all(splitWrites(values).stream()
                        .map(part -> put(part.shard(), part.of(values::get)))
                        .toList()));
    }

    private CompletableFuture<Applied> put(ShardKeys shard, List<Write> values) {
        List<byte[]> keys = values.stream().map(Write::key).toList();
        List<byte[]> arguments =
                arguments(List.of(log.maximumLength(), ScriptCall.decimal(keys.size()), RedisLog.names(keys)), values);
        return session.run(
                session.control(),
                "put",
                Script.PUT,
                shard,
                RedisLog.pairs(shard, keys),
                arguments,
                answer -> RedisLog.applied(shard, answer.get(0)));
    }

    @Override
    public CompletionStage<Conditional> putIf(Write value, long expectedVersion) {
        check(value);
        List<byte[]> written = List.of(value.envelope(), millis("life", value.life()));
        return change("putIf", Script.CHANGE, value.key(), expectedVersion, written);
    }

    @Override
    public CompletionStage<Conditional> removeIf(byte[] key, long expectedVersion) {
        return change("removeIf", Script.REMOVE, key, expectedVersion, List.of(NOTHING, NO));
    }

    private CompletionStage<Conditional> change(
            String operation, Script script, byte[] key, long expectedVersion, List<byte[]> written) {
        ShardKeys shard = shardOf(key);
        byte[] expected = expectedVersion == NO_VERSION
                ? NOTHING
                : ByteBuffer.allocate(8).putLong(expectedVersion).array();
        return log.guarded(operation, () -> {
            List<byte[]> arguments = new ArrayList<>();
            arguments.add(log.maximumLength());
            arguments.add(RedisLog.names(List.of(key)));
            arguments.add(expected);
            arguments.addAll(written);
            List<byte[]> keys = RedisLog.pairs(shard, List.of(key));
            return session.run(
                    session.control(), operation, script, shard, keys, arguments, answer -> conditional(shard, answer));
        });
    }

    private static Conditional conditional(ShardKeys shard, List<Object> answer) {
        return new Conditional((long) answer.get(0) == 1, RedisLog.applied(shard, answer.get(1)));
    }

    @Override
    public CompletionStage<List<Applied>> invalidate(List<byte[]> keys) {
        return keys.size() == 1
                ? lanes.get(shardOf(keys.get(0)).shard).invalidate(keys.get(0))
                : log.invalidate("invalidate", keys, true);
    }

    @Override
    public CompletionStage<List<Applied>> quarantine(List<byte[]> keys, Duration life) {
        return log.quarantine(keys, millis("life", life));
    }

    @Override
    public CompletionStage<List<Applied>> invalidateTag(String tag) {
        return log.invalidateTags("invalidateTag", List.of(tag.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CompletionStage<List<Applied>> clear() {
        return log.clear("clear");
    }

    private List<Parts.Part> split(List<byte[]> keys, int most) {
        return Parts.split(shards, keys.size(), keys::get, item -> 0, most);
    }

    private List<Parts.Part> splitWrites(List<Write> values) {
        IntFunction<byte[]> keyOf = item -> values.get(item).key();
        int most = session.options().maximumStepKeys();
        return Parts.split(
                shards, values.size(), keyOf, item -> values.get(item).envelope().length, most);
    }

    /** Reads what a script answered for a part. */
    @FunctionalInterface
    private interface Meaning<R> {
        List<R> of(Parts.Part part, List<Object> answer);
    }

    private <R> CompletableFuture<List<R>> inOrder(
            String operation,
            Script script,
            int count,
            List<Parts.Part> parts,
            Function<Parts.Part, List<byte[]>> keys,
            Function<Parts.Part, List<byte[]>> arguments,
            Meaning<R> meaning) {
        return Parts.inOrder(
                count,
                parts,
                part -> session.run(
                        session.control(),
                        operation,
                        script,
                        part.shard(),
                        keys.apply(part),
                        arguments.apply(part),
                        answer -> meaning.of(part, answer)));
    }

    /** Appends envelope and life of each value. */
    private static List<byte[]> arguments(List<byte[]> first, List<Write> values) {
        List<byte[]> arguments = new ArrayList<>(first);
        for (Write value : values) {
            arguments.add(value.envelope());
            arguments.add(millis("life", value.life()));
        }
        return arguments;
    }

    private static void check(Write value) {
        if (!EnvelopeHeader.isEnvelope(value.envelope())) {
            throw new IllegalArgumentException(
                    "envelope has " + value.envelope().length + " bytes and does not begin like one");
        }
    }

    private static byte[] millis(String what, Duration duration) {
        if (duration.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(what + " is " + duration + ", it must be at least 1 ms");
        }
        boolean tooLong = duration.compareTo(Duration.ofMillis(LONGEST_MILLIS)) > 0;
        return ScriptCall.decimal(tooLong ? LONGEST_MILLIS : duration.toMillis());
    }

    private static byte[] bytes(LeaseToken token) {
        return ByteBuffer.allocate(16)
                .putLong(token.node())
                .putLong(token.sequence())
                .array();
    }
}
