package dev.tarn.memcached;

import dev.tarn.spi.GiveWay;
import dev.tarn.spi.RoundTrip;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets reads of single keys that come at the same time share a bulk read, without a timer and without a delay when nothing is under way.
 *
 * <p>A read that finds nothing, or next to nothing, under way leaves at once, on the thread that asked. When more are under way, the others
 * queue and leave together as soon as the answer is there. There is one lane for each server, for all caches.
 *
 * <p>Lock-free. Whoever adds to the queue looks for room afterwards, whoever makes room looks at the queue afterwards, so nothing is
 * left behind.
 */
final class ReadLane {
    private final Session session;
    private final Server server;
    private final Queue<Read.Single> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final RoundTrip roundTrip;
    private final GiveWay giveWay;

    ReadLane(Session session, Server server) {
        this(session, server, GiveWay.yielding(session.options().clock()), new RoundTrip());
    }

    /** Creates one whose I/O thread gives way as it is told, and that takes the server to be as far as it is told at first. */
    ReadLane(Session session, Server server, GiveWay giveWay, RoundTrip roundTrip) {
        this.session = session;
        this.server = server;
        this.giveWay = giveWay;
        this.roundTrip = roundTrip;
    }

    void submit(Read.Single read) {
        if (queued.get() == 0 && acquire(1)) {
            if (send(List.of(read))) {
                drain();
            }
            return;
        }
        int most = session.options().maximumPending();
        if (queued.incrementAndGet() > most) {
            queued.decrementAndGet();
            read.failed(Failures.busy(server.name(), "read", most + " reads"));
            return;
        }
        queue.add(read);
        drain();
    }

    /** Takes the right to send one more request, if that is worth it for the reads that wait. */
    private boolean acquire(int waiting) {
        int few = roundTrip.few();
        int now = requests.get();
        while (now == 0 || (now < few && reads.get() + waiting <= few)) {
            if (requests.compareAndSet(now, now + 1)) {
                return true;
            }
            now = requests.get();
        }
        return false;
    }

    private void drain() {
        while (!queue.isEmpty() && acquire(queued.get())) {
            List<Read.Single> batch = collect();
            if (batch.isEmpty()) {
                requests.decrementAndGet();
            } else {
                send(batch);
            }
        }
    }

    private List<Read.Single> collect() {
        int most = session.options().maximumBatchKeys();
        List<Read.Single> batch = new ArrayList<>(Math.min(most, Math.max(1, queued.get())));
        long now = session.nanos();
        int taken = 0;
        Read.Single read;
        while (batch.size() < most && (read = queue.poll()) != null) {
            taken++;
            if (now - read.deadline() >= 0) {
                read.failed(
                        Failures.late(server.name(), "read", session.options().commandTimeout()));
            } else {
                batch.add(read);
            }
        }
        queued.addAndGet(-taken);
        return batch;
    }

    /**
     * Sends reads together. Answers are delivered, and the I/O thread gives way, before the next leave: those who were told ask again in time to travel with
     * them.
     *
     * @return whether they were answered before it was known that they had left, so that it is the caller who sends the next: were it who
     *     answers, a long queue that is refused at once would fill the stack
     */
    private boolean send(List<Read.Single> batch) {
        reads.addAndGet(batch.size());
        long sentAt = session.nanos();
        AtomicBoolean second = new AtomicBoolean();
        ReadCall.send(session, server, batch, batch.get(0).deadline(), () -> {
            if (second.getAndSet(true)) {
                roundTrip.took(session.nanos() - sentAt);
                answered(batch.size());
            } else {
                release(batch.size());
            }
        });
        return second.getAndSet(true);
    }

    /** Hears that reads that left together have been answered, from the thread that did. */
    void answered(int readsOfIt) {
        if (readsOfIt > 1) {
            giveWay.delivered();
        }
        release(readsOfIt);
        drain();
    }

    private void release(int readsOfIt) {
        reads.addAndGet(-readsOfIt);
        requests.decrementAndGet();
    }
}
