package dev.tarn.invalidation;

import dev.tarn.spi.Applied;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Position;
import dev.tarn.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of a bus on behalf of one cache on one node. The coherence protocol, without I/O of its own: clock, scheduler, channel and
 * cache are given to it.
 *
 * <h2>The log is the truth, a message is a hint, a lease in time is the proof</h2>
 *
 * <p>Every change of the cache, on whatever node, is one atomic step in the store: the data, a step of the log, and a message. What this
 * node holds is right when it has applied the log, so the protocol is about one question: <em>up to where have I applied it, and how do I
 * know?</em>
 *
 * <ul>
 *   <li><b>Up to where</b>: a {@link Follower} for each shard of the log. Messages move it as long as each continues the one before; if one
 *       does not, or nothing comes, a poll asks the log itself. Loss, delay, doubling and reordering of messages thus cost time, never
 *       truth.
 *   <li><b>How do I know</b>: a {@link StalenessGuard}. A poll that was sent at an instant and whose answer has been applied proves that
 *       the node has what was acknowledged before that instant. The cache serves only under a proof younger than its declared bound.
 *       Polls are sent often enough that in good times the proof never lapses; when it has, the next read polls first.
 *   <li><b>What if the log itself forgets</b>: a log that was trimmed, flushed or evicted does not know the node's position any more, and
 *       the shard is void. A store that failed over to a replica may have lost acknowledged steps. Then the node's position is not in
 *       the log although the log reaches back beyond it: a <em>fork</em>. Each node keeps a {@link Journal} of what the store may have
 *       lost, and has those steps repeated. Until that is settled on a new connection nothing is read there. That is the <em>gate</em>:
 *       it closes in the event of the loss, not in that of the reconnection.
 * </ul>
 *
 * <h2>Labels and guards</h2>
 *
 * <p>An answer that is on its way to a local tier carries as its label the position that this node had applied when it asked. The value
 * reflects at least that. The label is never ahead of the follower, so a history that forks later than the label agrees with it. What
 * happened since is caught by the {@link FillGuard} (a change of the key raises its stripe first, then removes), by detached flights, and
 * by floors and tag positions ({@link Validity}). Only this node's own writes are labelled with their own place, which may be ahead; if a
 * complete poll does not reach such a place, the history has forked, and the shard is void.
 *
 * <h2>What orders what</h2>
 *
 * <p>Apply, then move the follower. Apply all, then note the proof. Poll, repeat what was lost, poll, then open the gate. Close the gate,
 * then forget what was asked for. Nothing here holds a lock while it calls the cache or the channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of a poll is in the state of the shard
public final class BusLog implements CacheLog, BusListener {
    /** How long after a gap the log is asked, if the missing step has not come by then. */
    static final long DEBOUNCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How long after a failed poll the next one is sent while something is known to be missing. */
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long after a failure the next attempt is made to open the gate. */
    static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * How long before a successful poll a step must have been made to be safe in the store's replicas: longer than a replica lags that may
     * still be promoted.
     */
    static final long RETENTION_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final Duration LONGEST_PULSE = Duration.ofMillis(500);
    private static final Duration SHORTEST_PULSE = Duration.ofMillis(25);
    private static final Duration UNBOUNDED_PULSE = Duration.ofSeconds(1);

    private final CacheId id;
    private final Clock clock;
    private final Scheduler scheduler;
    private final BusChannel channel;
    private final boolean gated;
    private final long startNanos;
    private final long budgetNanos;
    private final long pulseNanos;
    private final StalenessGuard guard;
    private final List<ShardLog> shards;
    private final Object gate = new Object();
    /** How often a connection was lost; the number of the present one. Changes under the lock of the gate, as {@link #open} does. */
    private volatile long connections;

    private volatile @Nullable Follows follows;
    private volatile boolean connected;
    private volatile boolean open = true;
    private volatile boolean closed;

    /** What a log does to the cache that follows it. Called on I/O threads: must be quick, must not block and must not throw. */
    public interface Follows {
        /**
         * Applies a step.
         *
         * @param step the step; its names must not be changed
         */
        void apply(Invalidation step);

        /**
         * Voids entries of a shard, and everything that is under way: what happened to them cannot be told.
         *
         * @param shard the shard
         * @param below void is what is labelled below this stamp; {@link Long#MAX_VALUE} for everything
         */
        void reset(int shard, long below);

        /** Hears that a connection is lost: what is under way must not be stored, and nobody may join it. */
        void disconnected();

        /** Hears that the bus is connected, for the first time or again. */
        void connected();

        /**
         * Hears that somebody has written a key in the store, perhaps past the log.
         *
         * @param key the encoded key
         */
        void foreignWrite(byte[] key);
    }

    /**
     * Joins the channel of a cache. Nothing is heard before {@link #follow}.
     *
     * @param bus the bus
     * @param id the cache
     * @param clock measures proofs
     * @param scheduler runs polls later
     * @param gated whether the bus is the remote store's own, so that a lost connection of the bus means a doubtful store
     * @param bound the staleness bound, or null for none
     * @throws IllegalArgumentException if the bound is shorter than {@link #shortestBound}
     */
    public BusLog(
            InvalidationBus bus,
            CacheId id,
            Clock clock,
            Scheduler scheduler,
            boolean gated,
            @Nullable Duration bound) {
        this.id = id;
        this.clock = clock;
        this.scheduler = scheduler;
        this.gated = gated;
        this.startNanos = clock.nanos();
        this.budgetNanos = bus.pollBudget().toNanos();
        this.pulseNanos = pulse(bus, bound).toNanos();
        Threshold threshold = new Threshold();
        this.channel = bus.open(id, threshold);
        this.guard = bound == null
                ? StalenessGuard.unbounded(channel.shards(), startNanos)
                : StalenessGuard.of(channel.shards(), bound, startNanos);
        this.shards = IntStream.range(0, channel.shards())
                .mapToObj(shard -> new ShardLog(shard, this, guard))
                .toList();
        threshold.open(this);
    }

    /**
     * Returns the shortest bound that a bus can give: a poll may take its whole budget, and two must fit.
     *
     * @param bus the bus
     */
    public static Duration shortestBound(InvalidationBus bus) {
        return bus.pollBudget().plus(SHORTEST_PULSE.multipliedBy(2));
    }

    /** Returns the time from poll to poll: so short that one may fail before the proof lapses. */
    private static Duration pulse(InvalidationBus bus, @Nullable Duration bound) {
        if (bound == null) {
            return UNBOUNDED_PULSE;
        }
        if (bound.compareTo(shortestBound(bus)) < 0) {
            throw new IllegalArgumentException("staleness bound is " + bound + ", it must be " + shortestBound(bus)
                    + " or longer: a poll of the bus may take " + bus.pollBudget() + ", and two must fit");
        }
        Duration half = bound.minus(bus.pollBudget()).dividedBy(2);
        return half.compareTo(LONGEST_PULSE) < 0 ? half : LONGEST_PULSE;
    }

    /** Holds back what the channel tells before this log is built: the bus may speak as soon as it is joined. */
    private static final class Threshold implements BusListener {
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
        public void onForeignWrite(byte[] key) {
            BusListener listener = target();
            if (listener != null) {
                listener.onForeignWrite(key);
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

    /**
     * Begins to tell a cache of changes; what was heard before is caught up with.
     *
     * @param cache the cache
     */
    public void follow(Follows cache) {
        follows = cache;
        if (connected) {
            settle(cache);
        }
        pulse();
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public int shardOf(byte[] key) {
        return shards.size() == 1 ? 0 : channel.shardOf(key);
    }

    @Override
    public long appliedUpTo(int shard) {
        return shards.get(shard).last().stamp();
    }

    @Override
    public boolean hasPassed(Position position) {
        return shards.get(position.shard()).hasPassed(position);
    }

    @Override
    public CompletionStage<List<Applied>> append(Operation operation, List<byte[]> names) {
        return channel.append(operation, names);
    }

    @Override
    public void applied(Invalidation own) {
        shards.get(own.current().shard()).applied(own);
    }

    @Override
    public StalenessGuard guard() {
        return guard;
    }

    @Override
    public boolean isStarting(int shard) {
        return shards.get(shard).isStarting();
    }

    @Override
    public CompletionStage<Boolean> validate(int shard) {
        return shards.get(shard).validate();
    }

    @Override
    public CompletionStage<Boolean> reach(Position position) {
        return position.shard() < shards.size()
                ? shards.get(position.shard()).reach(position)
                : CompletableFuture.completedStage(false);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public LogStats stats() {
        LogStats sum = LogStats.NONE;
        for (ShardLog shard : shards) {
            sum = sum.plus(shard.stats());
        }
        return sum;
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
    }

    @Override
    public void onMessage(Invalidation message) {
        int shard = message.current().shard();
        if (follows != null && shard < shards.size()) {
            shards.get(shard).heard(message);
        }
    }

    @Override
    public void onForeignWrite(byte[] key) {
        Follows cache = follows;
        if (cache != null) {
            cache.foreignWrite(key);
        }
    }

    @Override
    public void onConnected() {
        connected = true;
        Follows cache = follows;
        if (cache != null) {
            settle(cache);
        }
    }

    private void settle(Follows cache) {
        shards.forEach(ShardLog::settle);
        cache.connected();
    }

    @Override
    public void onDisconnected() {
        synchronized (gate) {
            closeGate();
            connected = false;
            connections++;
        }
        shards.forEach(ShardLog::disconnected);
        Follows cache = follows;
        if (cache != null) {
            cache.disconnected();
        }
    }

    /** Hears from a shard that it is settled on the present connection; opens the gate when all are. */
    void settled() {
        synchronized (gate) {
            open |= shards.stream().allMatch(shard -> shard.isSettledOn(connections));
        }
    }

    /** Hears from a shard that its store has lost steps. */
    void unsettled() {
        synchronized (gate) {
            closeGate();
        }
    }

    private void closeGate() {
        open = !gated;
    }

    /** Returns the number of the present connection, or of the next one. */
    long connection() {
        return connections;
    }

    boolean isConnected() {
        return connected;
    }

    /** Tells whether this log was joined so recently that its first poll may still be on its way. */
    boolean isStarting() {
        return clock.nanos() - startNanos < budgetNanos;
    }

    /** Returns what a poll comes to, or false if that takes longer than the start may take. */
    CompletionStage<Boolean> beforeStarted(CompletableFuture<Boolean> poll) {
        CompletableFuture<Boolean> copy = poll.copy();
        if (!later(() -> copy.complete(false), startNanos + budgetNanos - clock.nanos())) {
            copy.complete(false);
        }
        return copy;
    }

    Follows cache() {
        Follows cache = follows;
        if (cache == null) {
            throw new IllegalStateException("nobody follows");
        }
        return cache;
    }

    CacheId id() {
        return id;
    }

    BusChannel channel() {
        return channel;
    }

    long nanos() {
        return clock.nanos();
    }

    private void pulse() {
        later(
                () -> {
                    if (connected) {
                        shards.forEach(ShardLog::catchUp);
                    }
                    pulse();
                },
                pulseNanos);
    }

    /** Runs a task later; returns false if it never will be run. */
    boolean later(Runnable task, long delayNanos) {
        if (closed) {
            return false;
        }
        try {
            scheduler.schedule(task, delayNanos);
            return true;
        } catch (RejectedExecutionException e) {
            closed = true; // the Tarn that owns the scheduler is being closed
            return false;
        }
    }
}
