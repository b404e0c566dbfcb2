package dev.tarn.memcached;

import dev.tarn.CacheException;
import dev.tarn.spi.Invalidation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Records the steps that this node has for one shard one after the other, so that it does not compete with itself for the head; what may
 * share a step does.
 *
 * <p>Lock-free. Whoever adds to the queue looks for room afterwards, whoever makes room looks at the queue afterwards, so nothing is left
 * behind.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the futures returned
final class Appender {
    private static final String OPERATION = "append";

    private final Session session;
    private final Shard shard;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** A step that waits for its turn. */
    private static final class Waiting extends CompletableFuture<Shard.Appended> {
        final Operation operation;
        final List<byte[]> names;
        final boolean shared;
        final long deadline;
        final int bytes;

        Waiting(Operation operation, List<byte[]> names, boolean shared, long deadline) {
            this.operation = operation;
            this.names = names;
            this.shared = shared;
            this.deadline = deadline;
            this.bytes = names.stream().mapToInt(name -> name.length + 4).sum();
        }

        boolean mayJoin(Waiting first, int bytesSoFar, int most) {
            return shared && first.shared && operation == first.operation && bytesSoFar + bytes <= most;
        }
    }

    Appender(Session session, Shard shard) {
        this.session = session;
        this.shard = shard;
    }

    /** Records names; so many that they do not fit into one step are several. The place of the first is the place of them all. */
    CompletableFuture<Shard.Appended> append(Operation operation, List<byte[]> names, boolean shared, long deadline) {
        List<List<byte[]>> parts = parts(names, shard.server().mostNameBytes());
        CompletableFuture<Shard.Appended> first = submit(operation, parts.get(0), shared, deadline);
        CompletableFuture<Shard.Appended> all = first;
        for (List<byte[]> part : parts.subList(1, parts.size())) {
            all = all.thenCombine(submit(operation, part, shared, deadline), (former, later) -> former);
        }
        return all;
    }

    private static List<List<byte[]>> parts(List<byte[]> names, int most) {
        List<List<byte[]>> parts = new ArrayList<>(1);
        List<byte[]> part = new ArrayList<>(names.size());
        int bytes = 0;
        for (byte[] name : names) {
            if (!part.isEmpty() && bytes + name.length + 4 > most) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(name);
            bytes += name.length + 4;
        }
        parts.add(part);
        return parts;
    }

    private CompletableFuture<Shard.Appended> submit(
            Operation operation, List<byte[]> names, boolean shared, long deadline) {
        Waiting waiting = new Waiting(operation, names, shared, deadline);
        int most = session.options().maximumPending();
        if (queued.incrementAndGet() > most) {
            queued.decrementAndGet();
            waiting.completeExceptionally(Failures.busy(shard.server().name(), OPERATION, most + " requests"));
            return waiting;
        }
        queue.add(waiting);
        drain();
        return waiting;
    }

    private void drain() {
        while (!queue.isEmpty() && underWay.compareAndSet(false, true)) {
            List<Waiting> batch = collect();
            if (batch.isEmpty()) {
                underWay.set(false);
                continue;
            }
            CompletableFuture<Shard.Appended> recorded = record(batch);
            if (recorded.isDone()) { // at once, so it has failed; the loop goes on, for the queue may be long
                settle(batch, recorded);
                underWay.set(false);
            } else {
                recorded.whenComplete((appended, failure) -> {
                    settle(batch, recorded);
                    underWay.set(false);
                    drain();
                });
            }
        }
    }

    private List<Waiting> collect() {
        List<Waiting> batch = new ArrayList<>(1);
        long now = session.nanos();
        int bytes = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
            if (now - next.deadline >= 0) {
                next.completeExceptionally(Failures.late(
                        shard.server().name(), OPERATION, session.options().controlTimeout()));
            } else if (batch.isEmpty()
                    || next.mayJoin(batch.get(0), bytes, shard.server().mostNameBytes())) {
                batch.add(next);
                bytes += next.bytes;
            } else {
                break;
            }
            queue.remove();
            queued.decrementAndGet();
        }
        return batch;
    }

    private CompletableFuture<Shard.Appended> record(List<Waiting> batch) {
        Waiting first = batch.get(0);
        if (batch.size() == 1) {
            return shard.record(first.operation, first.names, first.deadline, 0);
        }
        List<byte[]> names = new ArrayList<>();
        long deadline = first.deadline;
        for (Waiting one : batch) {
            names.addAll(one.names);
            deadline = one.deadline - deadline > 0 ? one.deadline : deadline;
        }
        return shard.record(first.operation, names, deadline, 0).thenApply(appended -> appended.sharedBy(names));
    }

    private void settle(List<Waiting> batch, CompletableFuture<Shard.Appended> recorded) {
        Shard.Appended appended = null;
        CacheException failure = null;
        try {
            appended = recorded.join();
        } catch (RuntimeException failed) {
            failure = Failures.known(shard.server().name(), OPERATION, failed);
        }
        for (Waiting waiting : batch) {
            settle(waiting, appended, failure);
        }
    }

    private static void settle(Waiting waiting, Shard.@Nullable Appended appended, @Nullable CacheException failure) {
        if (appended != null) {
            waiting.complete(appended);
        } else if (failure != null) {
            waiting.completeExceptionally(failure);
        }
    }
}
