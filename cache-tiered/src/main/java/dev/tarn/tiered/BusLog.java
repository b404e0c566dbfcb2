package dev.tarn.tiered;

import dev.tarn.invalidation.Follower;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.spi.Scheduler;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of a bus: applies what messages tell, notices what they left out, and then asks the log.
 *
 * <p>Besides messages, a poll every second ({@link #PULSE_NANOS}) finds a lost message that no later one betrays.
 */
final class BusLog implements Log, BusListener {
    private static final int STEPS_PER_POLL = 1_000;
    private static final long DEBOUNCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PULSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Scheduler scheduler;
    private final BusChannel channel;
    private final boolean remotes;
    private final Follower[] followers;
    private final AtomicBoolean[] polling;
    private volatile @Nullable Follows follows;
    private volatile boolean connected;
    private volatile boolean closed;

    /** What a log does to the cache that follows it. */
    interface Follows {
        /** Applies a step. */
        void apply(Invalidation step);

        /** Voids everything of a shard. */
        void reset(int shard);

        /** Hears that the bus is connected, for the first time or again. */
        void connected();
    }

    /**
     * Joins the channel of a cache. Nothing is heard before {@link #follow}.
     *
     * @param remotes whether the bus is the remote store's own, so that positions given by the remote tier are of this log
     */
    BusLog(InvalidationBus bus, CacheId id, Scheduler scheduler, boolean remotes) {
        this.scheduler = scheduler;
        this.remotes = remotes;
        Gate gate = new Gate();
        this.channel = bus.open(id, gate);
        this.followers = new Follower[channel.shards()];
        this.polling = new AtomicBoolean[followers.length];
        for (int shard = 0; shard < followers.length; shard++) {
            followers[shard] = new Follower(shard);
            polling[shard] = new AtomicBoolean();
        }
        gate.open(this);
    }

    /** Holds back what the channel tells before this log is built: the bus may speak as soon as it is joined. */
    private static final class Gate implements BusListener {
        private @Nullable BusListener target;
        private boolean connectedEarly;

        synchronized void open(BusListener listener) {
            target = listener;
            if (connectedEarly) {
                listener.onConnected();
            }
        }

        @Override
        public void onMessage(Invalidation message) {
            BusListener listener = target();
            if (listener != null) {
                listener.onMessage(message);
            }
        }

        @Override
        public synchronized void onConnected() {
            connectedEarly = true;
            if (target != null) {
                target.onConnected();
            }
        }

        @Override
        public synchronized void onDisconnected() {
            connectedEarly = false;
            if (target != null) {
                target.onDisconnected();
            }
        }

        private synchronized @Nullable BusListener target() {
            return target;
        }
    }

    /** Begins to tell the cache of changes; what was heard before is caught up with. */
    void follow(Follows cache) {
        follows = cache;
        if (connected) {
            catchUpAll();
            cache.connected();
        }
        pulse();
    }

    @Override
    public int shards() {
        return followers.length;
    }

    @Override
    public int shardOf(byte[] key) {
        return followers.length == 1 ? 0 : channel.shardOf(key);
    }

    @Override
    public long appliedUpTo(int shard) {
        return followers[shard].last().stamp();
    }

    @Override
    public boolean issued(Position head) {
        return remotes;
    }

    @Override
    public CompletionStage<List<Applied>> append(Invalidation.Operation operation, List<byte[]> names) {
        return channel.append(operation, names);
    }

    @Override
    public void applied(Applied own) {
        int shard = own.current().shard();
        if (followers[shard].replied(own) == Follower.Link.GAP) {
            catchUpSoon(shard);
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public long gaps() {
        long gaps = 0;
        for (Follower follower : followers) {
            gaps += follower.gaps();
        }
        return gaps;
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
    }

    @Override
    public void onMessage(Invalidation message) {
        Follows cache = follows;
        int shard = message.current().shard();
        if (cache == null || shard >= followers.length) {
            return;
        }
        cache.apply(message);
        if (followers[shard].pushed(message) == Follower.Link.GAP) {
            catchUpSoon(shard);
        }
    }

    @Override
    public void onConnected() {
        connected = true;
        Follows cache = follows;
        if (cache != null) {
            catchUpAll();
            cache.connected();
        }
    }

    @Override
    public void onDisconnected() {
        connected = false;
        for (Follower follower : followers) {
            follower.disconnected();
        }
    }

    private void catchUpAll() {
        for (int shard = 0; shard < followers.length; shard++) {
            catchUp(shard);
        }
    }

    private void catchUpSoon(int shard) {
        later(
                () -> {
                    if (followers[shard].isBehind()) {
                        catchUp(shard);
                    }
                },
                DEBOUNCE_NANOS);
    }

    /** Polls the shard unless a poll is under way, whose end looks again whether one is due. */
    private void catchUp(int shard) {
        if (follows == null || closed || !polling[shard].compareAndSet(false, true)) {
            return;
        }
        Follower.Ask ask = followers[shard].ask();
        try {
            channel.poll(ask.position(), STEPS_PER_POLL)
                    .whenComplete((answer, failure) -> polled(shard, ask, failure == null ? answer : null));
        } catch (RuntimeException e) {
            polled(shard, ask, null);
        }
    }

    private void polled(int shard, Follower.Ask ask, @Nullable Polled answer) {
        boolean again = true;
        try {
            again = answer == null ? followers[shard].isBehind() : caughtUp(shard, ask, answer);
        } finally {
            polling[shard].set(false);
        }
        if (again && connected) {
            later(() -> catchUp(shard), answer == null ? RETRY_NANOS : 0);
        }
    }

    private boolean caughtUp(int shard, Follower.Ask ask, Polled answer) {
        Follows cache = follows;
        if (cache == null) {
            return false;
        }
        Follower.CatchUp todo = followers[shard].answered(ask, answer);
        if (todo.isReset()) {
            cache.reset(shard);
        }
        todo.steps().forEach(cache::apply);
        boolean again = followers[shard].caughtUp(todo);
        if (todo.isReset()) {
            cache.reset(shard); // once more: what was asked for in between was labelled with the old history's position
        }
        return again;
    }

    private void pulse() {
        later(
                () -> {
                    if (connected) {
                        catchUpAll();
                    }
                    pulse();
                },
                PULSE_NANOS);
    }

    private void later(Runnable task, long delayNanos) {
        if (closed) {
            return;
        }
        try {
            scheduler.schedule(task, delayNanos);
        } catch (RejectedExecutionException e) {
            closed = true; // the Tarn that owns the scheduler is being closed
        }
    }
}
