package dev.tarn.redis;

import dev.tarn.spi.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets reads of single keys that come at the same time share commands, without a timer and without a delay when nothing is under way.
 *
 * <p>A read that finds less than two commands under way leaves at once, on the thread that asked. Others queue, and
 * leave together as soon as an answer arrives: the busier it is, the more share a command. There is one lane for each server.
 *
 * <p>Lock-free. Whoever adds to the queue looks for room afterwards, whoever makes room looks at the queue afterwards, so nothing is
 * left behind.
 */
final class ReadLane {
    private static final int COMMANDS = Integer.getInteger("tarn.commands", 2);

    private final Session session;
    private final Clock clock;
    private final int maximumKeys;
    private final int maximumPending;
    private final long budgetNanos;
    private final Queue<Read.Single> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();

    ReadLane(Session session) {
        this.session = session;
        RedisOptions options = session.options();
        this.clock = options.clock();
        this.maximumKeys = options.maximumBatchKeys();
        this.maximumPending = options.maximumPending();
        this.budgetNanos = options.commandTimeout().toNanos();
    }

    void submit(Read.Single read) {
        if (queued.get() == 0 && acquire()) {
            send(List.of(read), 0);
            return;
        }
        if (queued.incrementAndGet() > maximumPending) {
            queued.decrementAndGet();
            read.failed(Failures.busy(session.name(), "read", maximumPending));
            return;
        }
        read.queuedAt = clock.nanos();
        queue.add(read);
        drain();
    }

    /** Hears that a command is over. */
    void released() {
        commands.decrementAndGet();
        drain();
    }

    private boolean acquire() {
        int now = commands.get();
        while (now < COMMANDS) {
            if (commands.compareAndSet(now, now + 1)) {
                return true;
            }
            now = commands.get();
        }
        return false;
    }

    private void drain() {
        while (!queue.isEmpty() && acquire()) {
            List<Read.Single> batch = collect();
            if (batch.isEmpty()) {
                commands.decrementAndGet();
            } else {
                send(batch, batch.get(0).queuedAt + budgetNanos);
            }
        }
    }

    private List<Read.Single> collect() {
        List<Read.Single> batch = new ArrayList<>(Math.min(maximumKeys, Math.max(1, queued.get())));
        long now = clock.nanos();
        Read.Single read;
        while (batch.size() < maximumKeys && (read = queue.poll()) != null) {
            queued.decrementAndGet();
            if (now - read.queuedAt >= budgetNanos) {
                read.failed(Failures.late(session.name(), "read", budgetNanos));
            } else {
                batch.add(read);
            }
        }
        return batch;
    }

    private void send(List<Read.Single> batch, long deadline) {
        if (!session.options().cluster() || batch.size() == 1) {
            send(ReadCall.of(session, batch, this), deadline);
            return;
        }
        Map<ShardKeys, List<Read.Single>> byShard = new LinkedHashMap<>();
        for (Read.Single read : batch) {
            byShard.computeIfAbsent(read.shard(), shard -> new ArrayList<>()).add(read);
        }
        commands.addAndGet(byShard.size() - 1);
        for (List<Read.Single> reads : byShard.values()) {
            send(ReadCall.of(session, reads, this), deadline);
        }
    }

    private void send(ReadCall call, long deadline) {
        call.deadline = deadline;
        session.data().send(call);
    }
}
