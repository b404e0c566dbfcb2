package dev.tarn.memcached;

import dev.tarn.spi.RemoteRead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads many values of one server by one bulk read, and before them the heads of their shards: what a clear has voided before the read began
 * is known then, and each value reflects at least the position that is told with it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is told to the reads
final class ReadCall {
    private final Session session;
    private final Server server;
    private final List<? extends Read> reads;
    private final List<String> names;
    private final List<Shard> shards = new ArrayList<>(1);
    private final long deadline;

    private ReadCall(Session session, Server server, List<? extends Read> reads, long deadline) {
        this.session = session;
        this.server = server;
        this.reads = reads;
        this.deadline = deadline;
        this.names = new ArrayList<>(reads.size() + 1);
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
        for (Read read : reads) {
            if (shards.isEmpty() || (shards.get(shards.size() - 1) != read.shard() && !shards.contains(read.shard()))) {
                shards.add(read.shard());
            }
        }
        for (Shard shard : shards) {
            names.add(shard.headName());
        }
        for (Read read : reads) {
            names.add(read.name().text());
        }
    }

    private void deliver(byte[] @Nullable [] found) {
        @Nullable Head[] heads = new Head[shards.size()];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = Head.of(server.index(), found[i]);
        }
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            byte[] item = found[heads.length + i];
            Head head = heads[heads.length == 1 ? 0 : shards.indexOf(read.shard())];
            if (head == null) {
                begin(read);
            } else {
                deliver(read, item, head);
            }
        }
    }

    /** Begins the log, where there is none, and reads again. */
    private void begin(Read read) {
        read.shard().head("read", deadline).whenComplete((known, failure) -> {
            if (failure == null) {
                send(session, server, List.of(read), deadline, () -> {});
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
