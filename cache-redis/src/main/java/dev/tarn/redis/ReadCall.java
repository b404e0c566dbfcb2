package dev.tarn.redis;

import dev.tarn.CacheException;
import dev.tarn.spi.RemoteRead;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads many values, and the heads of their shards, by one {@code MGET}: values and heads are of the same moment, so the heads tell
 * which values may be served and what they are known to reflect.
 */
final class ReadCall extends Call<byte[][]> {
    private final Session session;
    private final List<? extends Read> reads;
    private final List<ShardKeys> heads;
    private final @Nullable ReadLane lane;

    /** When it left its lane, by the lane's clock. */
    long sentAt;

    private ReadCall(
            Session session,
            List<? extends Read> reads,
            List<ShardKeys> heads,
            ValuesOutput output,
            @Nullable ReadLane lane) {
        super("read", CommandType.MGET, output, new Keys(reads, heads));
        this.session = session;
        this.reads = reads;
        this.heads = heads;
        this.lane = lane;
    }

    /**
     * Prepares a command.
     *
     * @param reads what to read; in a Cluster all of one slot. Must not change any more
     * @param lane whom to tell when the answer is there, or null
     */
    static ReadCall of(Session session, List<? extends Read> reads, @Nullable ReadLane lane) {
        List<ShardKeys> heads = new ArrayList<>(1);
        ShardKeys last = null;
        for (Read read : reads) {
            ShardKeys shard = read.shard();
            if (shard != last && !heads.contains(shard)) {
                heads.add(shard);
            }
            last = shard;
        }
        return new ReadCall(session, reads, heads, new ValuesOutput(), lane);
    }

    /** Returns how many values are asked for. */
    int keys() {
        return reads.size();
    }

    /** Delivers before the next command leaves: who is woken first asks again in time to travel with it. */
    @Override
    void answered(byte[][] values) {
        try {
            if (values.length == reads.size() + heads.size()) {
                deliver(values);
            } else {
                failAll(Failures.malformed(session.name(), operation()));
            }
        } finally {
            if (lane != null) {
                lane.delivered(reads.size(), bytesOf(values), sentAt);
            }
        }
    }

    private static long bytesOf(byte[][] values) {
        long bytes = 0;
        for (byte @Nullable [] value : values) {
            bytes += value == null ? 0 : value.length;
        }
        return bytes;
    }

    private void deliver(byte[][] values) {
        @Nullable Head[] known = new Head[heads.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = Head.of(heads.get(i).shard, values[reads.size() + i]);
        }
        List<Read> doubtful = new ArrayList<>(0);
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            Head head = known[heads.size() == 1 ? 0 : heads.indexOf(read.shard())];
            if (!deliver(read, values[i], head)) {
                doubtful.add(read);
            }
        }
        if (!doubtful.isEmpty()) {
            session.readByScript(doubtful);
        }
    }

    private static boolean deliver(Read read, byte @Nullable [] value, @Nullable Head head) {
        if (head == null) {
            return false;
        }
        Head.Verdict verdict = value == null ? Head.Verdict.DROP : head.judge(value);
        if (verdict == Head.Verdict.CHECK_TAGS) {
            return false;
        }
        read.found(new RemoteRead(verdict == Head.Verdict.SERVE ? value : null, head.position()));
        return true;
    }

    @Override
    void failed(CacheException failure) {
        if (lane != null) {
            lane.failed(reads.size());
        }
        failAll(failure);
    }

    private void failAll(CacheException failure) {
        reads.forEach(read -> read.failed(failure));
    }

    /** Writes the keys straight from the reads. */
    private static final class Keys extends Arguments {
        private final List<? extends Read> reads;
        private final List<ShardKeys> heads;

        Keys(List<? extends Read> reads, List<ShardKeys> heads) {
            super(heads.get(0).head, List.of());
            this.reads = reads;
            this.heads = heads;
        }

        @Override
        public int count() {
            return reads.size() + heads.size();
        }

        @Override
        public void encode(ByteBuf out) {
            for (Read read : reads) {
                write(out, read.shard().prefix, (byte) 'v', (byte) ':', read.key());
            }
            for (ShardKeys shard : heads) {
                write(out, shard.head);
            }
        }
    }
}
