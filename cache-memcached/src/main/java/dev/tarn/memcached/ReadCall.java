package dev.tarn.memcached;

import dev.tarn.spi.RemoteRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads many values of one server by one bulk read, and after them the heads of their shards: what a clear has voided before the read began
 * is known by then.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is told to the reads
final class ReadCall {
    private final Session session;
    private final Server server;
    private final List<? extends Read> reads;
    private final List<String> names = new ArrayList<>();
    private final int[] places;
    private final List<Shard> shards = new ArrayList<>(1);
    private final long deadline;

    private ReadCall(Session session, Server server, List<? extends Read> reads, long deadline) {
        this.session = session;
        this.server = server;
        this.reads = reads;
        this.deadline = deadline;
        this.places = new int[reads.size()];
    }

    /**
     * Sends a request.
     *
     * @param reads what to read, all of one server. Must not change any more
     * @param after is run when the reads have been answered
     */
    static void send(Session session, Server server, List<? extends Read> reads, long deadline, Runnable after) {
        ReadCall call = new ReadCall(session, server, reads, deadline);
        call.collectNames();
        server.get("read", call.names, deadline).whenComplete((found, failure) -> {
            try {
                if (failure == null) {
                    call.deliver(found);
                } else {
                    reads.forEach(read -> read.failed(Failures.known(server.name(), "read", failure)));
                }
            } finally {
                after.run();
            }
        });
    }

    private void collectNames() {
        Map<String, Integer> known = reads.size() == 1 ? Map.of() : new HashMap<>(2 * reads.size());
        Shard last = null;
        for (int i = 0; i < places.length; i++) {
            Read read = reads.get(i);
            String name = read.name().text();
            Integer former = reads.size() == 1 ? null : known.putIfAbsent(name, names.size());
            places[i] = former == null ? names.size() : former;
            if (former == null) {
                names.add(name);
            }
            if (read.shard() != last && !shards.contains(read.shard())) {
                shards.add(read.shard());
            }
            last = read.shard();
        }
        for (Shard shard : shards) {
            names.add(shard.headName());
        }
    }

    private void deliver(byte[] @Nullable [] found) {
        int firstHead = names.size() - shards.size();
        @Nullable Head[] heads = new Head[shards.size()];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = Head.of(server.index(), found[firstHead + i]);
        }
        for (int i = 0; i < places.length; i++) {
            Read read = reads.get(i);
            int shard = heads.length == 1 ? 0 : shards.indexOf(read.shard());
            Head head = heads[shard];
            if (head == null) {
                begin(read, found[places[i]]);
            } else {
                deliver(read, found[places[i]], head);
            }
        }
    }

    /** Begins the log, where there is none. */
    private void begin(Read read, byte @Nullable [] item) {
        read.shard().head("read", deadline).whenComplete((known, failure) -> {
            if (failure == null) {
                deliver(read, item, known.head());
            } else {
                read.failed(Failures.known(server.name(), "read", failure));
            }
        });
    }

    private void deliver(Read read, byte @Nullable [] item, Head head) {
        Frame frame = item == null ? null : Frame.read(read.name(), item);
        if (frame == null) {
            boolean foreign = item != null && !read.name().hashed() && !Frame.isFrame(item);
            read.found(new RemoteRead(foreign ? item : null, head.position()));
            return;
        }
        Frame.Body body = frame.liveBody(session.options().clock().millis());
        if (body == null) {
            read.found(new RemoteRead(null, head.position()));
        } else if (body.packing() == Frame.Packing.PLAIN && head.judge(body.bytes()) != Head.Verdict.CHECK_TAGS) {
            boolean served = head.judge(body.bytes()) == Head.Verdict.SERVE;
            read.found(new RemoteRead(served ? body.bytes() : null, head.position()));
        } else {
            unpack(read, body, head);
        }
    }

    private void unpack(Read read, Frame.Body body, Head head) {
        Values.servable(session, read.shard(), head, body, "read", deadline).whenComplete((envelope, failure) -> {
            if (failure == null) {
                read.found(new RemoteRead(envelope, head.position()));
            } else {
                read.failed(Failures.known(server.name(), "read", failure));
            }
        });
    }
}
