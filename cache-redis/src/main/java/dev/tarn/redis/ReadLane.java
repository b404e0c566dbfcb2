package dev.tarn.redis;

import dev.tarn.spi.Clock;
import dev.tarn.spi.GiveWay;
import dev.tarn.spi.RoundTrip;
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
 * <p>A read that finds nothing, or next to nothing, under way leaves at once, on the thread that asked: a few threads never wait for each
 * other. When more are under way, the others queue and leave together as soon as the answer is there. One command for many keys costs the
 * server and both ends of the connection hardly more than one for a single key, so a busy lane has nothing to gain from a second command
 * that leaves earlier with half as many. There is one lane for each server. How many reads are next to nothing is up to how long answers take.
 *
 * <p>That is so as long as what a read costs is the command. Where answers are large it is their bytes: a shared command only makes each caller wait for
 * the answers of all, while the server has nothing to do. So such reads leave at once, by how large the last answers were.
 *
 * <p>Lock-free. Whoever adds to the queue looks for room afterwards, whoever makes room looks at the queue afterwards, so nothing is
 * left behind.
 */
final class ReadLane {
    /** Up to this many reads may be under way in commands of their own where answers are large. */
    private static final int FEW_LARGE = 64;
    /** From how many bytes in the mean on answers are large: with 100 KB it makes no difference yet, with 1 MB a third more are read. */
    private static final int LARGE_BYTES = 256 << 10;
    /** How many of the last commands, about, the mean is of. */
    private static final int MEAN_OF = 8;

    private final Session session;
    private final Clock clock;
    private final int maximumKeys;
    private final int maximumPending;
    private final long budgetNanos;
    private final Queue<Read.Single> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger keys = new AtomicInteger();
    /** The bytes of an answer, in the mean. Racy on purpose: a size that gets lost does no harm. */
    private int meanBytes;

    private final RoundTrip roundTrip;
    private final GiveWay giveWay;

    ReadLane(Session session) {
        this(session, GiveWay.yielding(session.options().clock()), new RoundTrip());
    }

    /** Creates one whose I/O thread gives way as it is told, and that takes the server to be as far as it is told at first. */
    ReadLane(Session session, GiveWay giveWay, RoundTrip roundTrip) {
        this.session = session;
        RedisOptions options = session.options();
        this.clock = options.clock();
        this.maximumKeys = options.maximumBatchKeys();
        this.maximumPending = options.maximumPending();
        this.budgetNanos = options.commandTimeout().toNanos();
        this.giveWay = giveWay;
        this.roundTrip = roundTrip;
    }

    void submit(Read.Single read) {
        if (queued.get() == 0 && acquire(1)) {
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

    /**
     * Hears that the answer to a command has been delivered, from the thread that did. It gives way before the next command leaves, so that those who
     * were told may ask again and travel with it.
     *
     * @param bytes of all its values together
     * @param sentAt when the command left
     */
    void delivered(int keysOfIt, long bytes, long sentAt) {
        roundTrip.took(clock.nanos() - sentAt);
        int mean = meanBytes;
        meanBytes = mean + (int) ((bytes / keysOfIt - mean) / MEAN_OF);
        if (keysOfIt > 1) {
            giveWay.delivered();
        }
        release(keysOfIt);
        drain();
    }

    /** Hears that a command has failed. */
    void failed(int keysOfIt) {
        release(keysOfIt);
        drain();
    }

    private void release(int keysOfIt) {
        keys.addAndGet(-keysOfIt);
        commands.decrementAndGet();
    }

    /** Takes the right to send one more command, if that is worth it for the reads that wait. */
    private boolean acquire(int waiting) {
        int few = meanBytes < LARGE_BYTES ? roundTrip.few() : FEW_LARGE;
        int now = commands.get();
        while (now == 0 || (now < few && keys.get() + waiting <= few)) {
            if (commands.compareAndSet(now, now + 1)) {
                return true;
            }
            now = commands.get();
        }
        return false;
    }

    private void drain() {
        while (!queue.isEmpty() && acquire(queued.get())) {
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
        int taken = 0;
        Read.Single read;
        while (batch.size() < maximumKeys && (read = queue.poll()) != null) {
            taken++;
            if (now - read.queuedAt >= budgetNanos) {
                read.failed(Failures.late(session.name(), "read", budgetNanos));
            } else {
                batch.add(read);
            }
        }
        queued.addAndGet(-taken);
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
        call.sentAt = clock.nanos();
        keys.addAndGet(call.keys());
        session.data().send(call);
    }
}
