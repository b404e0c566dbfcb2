package dev.tarn.testing.fake;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** One node's way to and from the log of one cache. */
final class FakeChannel implements BusChannel {
    private final FakeServer server;
    private final FakeRemoteStore store;
    private final CacheId cache;
    private final BusListener listener;
    private volatile boolean closed;

    FakeChannel(FakeServer server, FakeRemoteStore store, CacheId cache, BusListener listener) {
        this.server = server;
        this.store = store;
        this.cache = cache;
        this.listener = listener;
    }

    CacheId cache() {
        return cache;
    }

    boolean isOf(FakeRemoteStore other) {
        return store == other;
    }

    void hear(Consumer<BusListener> call) {
        if (!closed) {
            call.accept(listener);
        }
    }

    @Override
    public int shards() {
        return server.shards();
    }

    @Override
    public int shardOf(byte[] key) {
        return server.shardOf(key);
    }

    @Override
    public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
        if (closed) {
            return refusal();
        }
        return switch (operation) {
            case INVALIDATE ->
                server.request(
                        store,
                        cache,
                        shards -> ShardBatch.apply(
                                server, shards, names, key -> key, (shard, keys) -> shard.append(operation, keys)));
            case CLEAR -> forEachShard(FakeShard::clear);
            case TAG -> forEachShard(shard -> shard.invalidateTags(names));
            case FILL_NOTE, QUARANTINE, GENESIS ->
                throw new IllegalArgumentException(
                        "operation is " + operation + ", but must be INVALIDATE, CLEAR or TAG");
        };
    }

    private CompletionStage<List<Applied>> forEachShard(Function<FakeShard, Applied> work) {
        return server.request(
                store, cache, shards -> Arrays.stream(shards).map(work).toList());
    }

    @Override
    public CompletionStage<Polled> poll(Position last, int limit) {
        return closed ? refusal() : server.request(store, cache, shards -> shards[last.shard()].poll(last, limit));
    }

    @Override
    public CompletionStage<Integer> reassert(List<Invalidation> steps) {
        if (closed) {
            return refusal();
        }
        List<Invalidation> some = List.copyOf(steps);
        some.forEach(step -> requireRepeatable(step, some.get(0).current().shard()));
        return server.request(
                store,
                cache,
                shards -> some.isEmpty() ? 0 : shards[some.get(0).current().shard()].reassert(some));
    }

    private static void requireRepeatable(Invalidation step, int shard) {
        if (step.operation() == Operation.FILL_NOTE || step.operation() == Operation.GENESIS) {
            throw new IllegalArgumentException(
                    "operation is " + step.operation() + ", but must be a change of keys, tags or everything");
        }
        if (step.current().shard() != shard) {
            throw new IllegalArgumentException(
                    "shard is " + step.current().shard() + ", but must be " + shard + " as that of the first step");
        }
    }

    private static <T> CompletionStage<T> refusal() {
        return CompletableFuture.failedStage(new CacheClosedException("the fake channel is closed"));
    }

    @Override
    public void close() {
        closed = true;
        server.leave(this);
    }
}
