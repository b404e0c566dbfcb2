package dev.tarn.redis;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** Is one cache's part of the bus. What the listener hears comes one after the other, whichever connection brings it. */
final class RedisChannel implements BusChannel {
    private final Session session;
    private final List<ShardKeys> shards;
    private final RedisLog log;
    private final Repeats repeats;
    private final BusListener listener;
    private final ReentrantLock turn = new ReentrantLock();
    private final BitSet subscribed = new BitSet();
    private boolean connected;
    private volatile boolean closed;

    /**
     * Makes a channel.
     *
     * @param valued whether the store has the values as well
     */
    RedisChannel(Session session, List<ShardKeys> shards, boolean valued, BusListener listener) {
        this.session = session;
        this.shards = shards;
        this.log = new RedisLog(session, shards);
        this.repeats = new Repeats(session, shards, valued);
        this.listener = listener;
    }

    List<ShardKeys> shardKeys() {
        return shards;
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public int shardOf(byte[] key) {
        return ShardKeys.shardOf(key, shards.size());
    }

    @Override
    public CompletionStage<List<Applied>> append(Invalidation.Operation operation, List<byte[]> names) {
        return switch (operation) {
            case INVALIDATE -> log.invalidate("append", names, false);
            case TAG -> log.invalidateTags("append", names);
            case CLEAR -> log.clear("append");
            case FILL_NOTE, QUARANTINE, GENESIS ->
                throw new IllegalArgumentException(
                        "operation is " + operation + ", it must be INVALIDATE, CLEAR or TAG");
        };
    }

    @Override
    public CompletionStage<Polled> poll(Position last, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ", it must be at least 1");
        }
        return log.poll(last, limit);
    }

    @Override
    public CompletionStage<Integer> reassert(List<Invalidation> steps) {
        return log.guarded("reassert", () -> repeats.of(steps));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.watch().remove(this);
            session.feeds().remove(this);
            ForeignWrites writes = session.foreignWrites();
            if (writes != null) {
                writes.remove(this);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    void arrived(Invalidation message) {
        inTurn(() -> listener.onMessage(message));
    }

    /** Hears that a value was changed by somebody. */
    void changed(byte[] key) {
        inTurn(() -> listener.onForeignWrite(key));
    }

    /** Hears that the messages of a shard come; the listener hears of it when those of all shards do and all links are up. */
    void confirmed(int shard) {
        inTurn(() -> {
            subscribed.set(shard);
            connect();
        });
    }

    /** Hears that the messages of a shard may be missing. */
    void lost(int shard) {
        inTurn(() -> {
            subscribed.clear(shard);
            disconnect();
        });
    }

    /** Hears that a connection for requests is lost; the listener knows when this returns. */
    void cut() {
        inTurn(this::disconnect);
    }

    /** Hears that a connection for requests is up. */
    void settle() {
        inTurn(this::connect);
    }

    private void connect() {
        if (!connected
                && subscribed.cardinality() == shards.size()
                && session.watch().allUp()) {
            connected = true;
            listener.onConnected();
        }
    }

    private void disconnect() {
        if (connected) {
            connected = false;
            listener.onDisconnected();
        }
    }

    /** Runs one thing at a time; a listener that throws against its contract does not harm the connection. */
    @SuppressWarnings("CatchAndPrintStackTrace")
    private void inTurn(Runnable task) {
        if (closed) {
            return;
        }
        turn.lock();
        try {
            task.run();
        } catch (RuntimeException ignored) {
            // the listener's own fault, and there is nobody to tell
        } finally {
            turn.unlock();
        }
    }
}
