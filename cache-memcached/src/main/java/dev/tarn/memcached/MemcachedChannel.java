package dev.tarn.memcached;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Is one cache's part of the bus: follows the log of each shard and hands on what is new. */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of a look is told to the listener
final class MemcachedChannel implements BusChannel {
    private static final int STEPS_PER_LOOK = 1_000;

    private final Session session;
    private final Shards shards;
    private final BusListener listener;
    private final Consumer<MemcachedChannel> onClose;
    private final Consumer<Server> backAgain;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicReferenceArray<Position> seen;
    private final AtomicInteger unknown;
    private volatile boolean connected;
    private volatile boolean closed;

    MemcachedChannel(Shards shards, BusListener listener, Consumer<MemcachedChannel> onClose) {
        this.session = shards.session();
        this.shards = shards;
        this.listener = listener;
        this.onClose = onClose;
        this.backAgain = server -> onUp();
        int count = shards.all().size();
        this.seen = new AtomicReferenceArray<>(count);
        for (int i = 0; i < count; i++) {
            seen.set(i, Position.unknown(i));
        }
        this.unknown = new AtomicInteger(count);
    }

    /** Begins to follow the logs; the listener hears that it is connected when all have been looked at, with or without success. */
    void start() {
        session.whenUp(backAgain);
        for (Shard shard : shards.all()) {
            look(shard).whenComplete((done, failure) -> {
                if (unknown.decrementAndGet() == 0) {
                    connected = true;
                    inTurn(listener::onConnected);
                }
                lookLater(shard);
            });
        }
    }

    private void onUp() {
        if (connected) {
            inTurn(listener::onConnected);
        }
    }

    private void lookLater(Shard shard) {
        if (!closed) {
            session.later(
                    () -> look(shard).whenComplete((done, failure) -> lookLater(shard)),
                    session.options().tailInterval().toNanos());
        }
    }

    private CompletableFuture<Boolean> look(Shard shard) {
        Position last = seen.get(shard.index());
        return shard.poll(last, STEPS_PER_LOOK, session.controlDeadline()).thenApply(polled -> {
            Position end = polled.head();
            if (polled instanceof Polled.Entries entries && !entries.steps().isEmpty()) {
                List<Invalidation> steps = entries.steps();
                steps.forEach(step -> inTurn(() -> listener.onMessage(step)));
                end = steps.get(steps.size() - 1).current();
            }
            seen.set(shard.index(), end);
            return true;
        });
    }

    private void inTurn(Runnable call) {
        turn.lock();
        try {
            if (!closed) {
                call.run();
            }
        } finally {
            turn.unlock();
        }
    }

    @Override
    public int shards() {
        return shards.all().size();
    }

    @Override
    public int shardOf(byte[] key) {
        return shards.of(shards.name(key)).index();
    }

    @Override
    public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
        if (closed) {
            return refusal();
        }
        long deadline = session.controlDeadline();
        List<byte[]> some = List.copyOf(names);
        return switch (operation) {
            case INVALIDATE -> appendEach(some, deadline);
            case CLEAR ->
                Futures.all(shards.all().stream()
                        .map(shard -> shard.append(Operation.CLEAR, List.of(), false, deadline)
                                .thenApply(Shard.Appended::applied))
                        .toList());
            case TAG ->
                Futures.all(shards.all().stream()
                        .map(shard -> shard.invalidateTags(some, deadline))
                        .toList());
            case FILL_NOTE, QUARANTINE, GENESIS ->
                throw new IllegalArgumentException(
                        "operation is " + operation + ", it must be INVALIDATE, CLEAR or TAG");
        };
    }

    private CompletableFuture<List<Applied>> appendEach(List<byte[]> keys, long deadline) {
        Map<Shard, List<byte[]>> byShard = new LinkedHashMap<>();
        for (byte[] key : keys) {
            byShard.computeIfAbsent(shards.of(shards.name(key)), shard -> new ArrayList<>())
                    .add(key);
        }
        List<CompletableFuture<Applied>> places = new ArrayList<>();
        byShard.forEach((shard, some) -> places.add(
                shard.append(Operation.INVALIDATE, some, false, deadline).thenApply(Shard.Appended::applied)));
        return Futures.all(places);
    }

    @Override
    public CompletionStage<Polled> poll(Position last, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", it must be at least 1");
        }
        return closed ? refusal() : shards.shard(last.shard()).poll(last, limit, session.controlDeadline());
    }

    /** Repeats nothing: no server holds what another has forgotten. */
    @Override
    public CompletionStage<Integer> reassert(List<Invalidation> steps) {
        return closed ? refusal() : CompletableFuture.completedFuture(0);
    }

    private static <T> CompletionStage<T> refusal() {
        return CompletableFuture.failedStage(Failures.closed("the channel"));
    }

    @Override
    public void close() {
        closed = true;
        session.forget(backAgain);
        onClose.accept(this);
    }
}
