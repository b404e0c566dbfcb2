package dev.tarn.redis;

import dev.tarn.spi.Applied;
import dev.tarn.spi.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets invalidations of single keys of one shard that come at the same time share a step of the log, without a timer and without a delay
 * when nothing is under way.
 *
 * <p>An invalidation that finds nothing under way leaves at once. While it is, others queue, and leave together as soon as the answer is
 * there: one script, one entry in the log, one message to every node, whatever their number. Each of them was asked for before that step
 * was recorded, so the step's place is the place of them all. An invalidation that is asked for later goes into a later step, also if it
 * is of the same key.
 *
 * <p>Lock-free. Whoever adds to the queue looks for room afterwards, whoever makes room looks at the queue afterwards, so nothing is left
 * behind.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the futures returned
final class InvalidationLane {
    private static final String OPERATION = "invalidate";

    private final Session session;
    private final RedisLog log;
    private final ShardKeys shard;
    private final Clock clock;
    private final int maximumKeys;
    private final int maximumPending;
    private final long budgetNanos;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean underWay = new AtomicBoolean();

    /** An invalidation that waits for its step. */
    private static final class Waiting extends CompletableFuture<List<Applied>> {
        final byte[] key;
        final long since;

        Waiting(byte[] key, long since) {
            this.key = key;
            this.since = since;
        }
    }

    InvalidationLane(Session session, RedisLog log, ShardKeys shard) {
        this.session = session;
        this.log = log;
        this.shard = shard;
        RedisOptions options = session.options();
        this.clock = options.clock();
        this.maximumKeys = options.maximumStepKeys();
        this.maximumPending = options.maximumPending();
        this.budgetNanos = options.controlTimeout().toNanos();
    }

    /** Removes a key and records that. An answer comes within twice the time of the control connection. */
    CompletableFuture<List<Applied>> invalidate(byte[] key) {
        Waiting waiting = new Waiting(key, clock.nanos());
        if (queued.incrementAndGet() > maximumPending) {
            queued.decrementAndGet();
            waiting.completeExceptionally(Failures.busy(session.name(), OPERATION, maximumPending));
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
            } else {
                send(batch);
            }
        }
    }

    private List<Waiting> collect() {
        List<Waiting> batch = new ArrayList<>();
        long now = clock.nanos();
        long bytes = 0;
        int taken = 0;
        for (Waiting next = queue.peek(); next != null && batch.size() < maximumKeys; next = queue.peek()) {
            bytes += next.key.length;
            if (bytes > Parts.MAXIMUM_BYTES && !batch.isEmpty()) {
                break;
            }
            queue.poll();
            taken++;
            if (now - next.since >= budgetNanos) {
                next.completeExceptionally(Failures.late(session.name(), OPERATION, budgetNanos));
            } else {
                batch.add(next);
            }
        }
        queued.addAndGet(-taken);
        return batch;
    }

    private void send(List<Waiting> batch) {
        List<byte[]> keys = keysOf(batch);
        log.invalidate(OPERATION, shard, keys).whenComplete((step, failure) -> {
            List<Applied> applied = failure == null ? shared(step, keys) : List.of();
            try {
                for (Waiting waiting : batch) {
                    if (failure == null) {
                        waiting.complete(applied);
                    } else {
                        waiting.completeExceptionally(failure);
                    }
                }
            } finally {
                underWay.set(false); // late: those who are answered first should not leave alone
                drain();
            }
        });
    }

    private static List<byte[]> keysOf(List<Waiting> batch) {
        if (batch.size() == 1) {
            return List.of(batch.get(0).key);
        }
        List<byte[]> keys = new ArrayList<>(batch.size());
        batch.forEach(waiting -> keys.add(waiting.key));
        return keys;
    }

    /** Names in the place of a step all keys that share it: of a step that the store loses, each node must know the whole. */
    private static List<Applied> shared(Applied step, List<byte[]> keys) {
        return List.of(keys.size() == 1 ? step : new Applied(step.previous(), step.current(), keys));
    }
}
