package dev.tarn.testing.fake;

import dev.tarn.CacheClosedException;
import dev.tarn.StoreException;
import dev.tarn.spi.Applied;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server in memory that several nodes share, with the whole protocol of a remote store: values, leases, tags, clears, log, push
 * messages.
 *
 * <p>Thread-safe; each request is one atomic step. Requests are carried out and answered on one executor, messages are delivered on another, one at a
 * time and in the order of the log. With the plain constructor both run on the calling thread, so a test on one thread is
 * deterministic. All randomness comes from a seed.
 *
 * <p>It keeps account of what is open: call {@link #assertNothingOpen()} at the end of a test.
 */
public final class FakeServer {
    private static final int SHARDS = 3;

    private final Clock clock;
    private final Executor io;
    private final Executor push;
    private final Random random;
    private final Map<CacheId, FakeShard[]> caches = new LinkedHashMap<>();
    private final Set<FakeChannel> channels = new LinkedHashSet<>();
    private final Map<Object, Throwable> open = new LinkedHashMap<>();
    private final Queue<Runnable> outbox = new ArrayDeque<>();
    private boolean delivering;
    private boolean down;
    private boolean muted;
    private Duration pollBudget = Duration.ZERO;

    /**
     * Creates a server that answers on the calling thread.
     *
     * @param clock the server's own clock
     */
    public FakeServer(Clock clock) {
        this(clock, Runnable::run, Runnable::run, 1);
    }

    /**
     * Creates a server.
     *
     * @param clock the server's own clock
     * @param io carries out requests and completes their stages
     * @param push delivers messages
     * @param seed where the random numbers start
     */
    public FakeServer(Clock clock, Executor io, Executor push, long seed) {
        this.clock = clock;
        this.io = io;
        this.push = push;
        this.random = new Random(seed);
    }

    /** Returns a store of a new node, connected to this server. */
    public FakeRemoteStore connect() {
        FakeRemoteStore store = new FakeRemoteStore(this);
        opened(store, "a store");
        return store;
    }

    /** Fails requests with a {@link StoreException} from now on, and tells the nodes that they are cut off. */
    public void down() {
        synchronized (this) {
            down = true;
            channels.forEach(channel -> tell(channel, BusListener::onDisconnected));
        }
        deliver();
    }

    /** Serves again. Values and log are as they were. */
    public void up() {
        synchronized (this) {
            down = false;
            channels.forEach(channel -> tell(channel, BusListener::onConnected));
        }
        deliver();
    }

    /** Loses messages from now on; the log stays true. */
    public synchronized void mute() {
        muted = true;
    }

    /** Delivers messages again; those lost stay lost. */
    public synchronized void unmute() {
        muted = false;
    }

    /**
     * Has logs say from now on how long a poll may take. At first no time at all: this server answers at once.
     *
     * @param budget the time
     */
    public synchronized void pollBudget(Duration budget) {
        pollBudget = budget;
    }

    synchronized Duration pollBudget() {
        return pollBudget;
    }

    /** Loses everything, as a restart without persistence does: no values, no leases, a new era. */
    public synchronized void flush() {
        forEachShard(FakeShard::forgetValues);
        forEachShard(FakeShard::beginAnew);
    }

    /** Loses logs, leases and tags, as an eviction of metadata does; values stay but are of an old era. */
    public synchronized void loseMetadata() {
        forEachShard(FakeShard::beginAnew);
    }

    /**
     * Shortens the log of each shard.
     *
     * @param keep how many of the last steps stay
     */
    public synchronized void trimLogs(int keep) {
        forEachShard(shard -> shard.trim(keep));
    }

    /**
     * Loses one step of a log, as a failover does that loses more than one; its effects on values and tags stay.
     *
     * @param step where it was recorded
     */
    public synchronized void loseStep(CacheId cache, Position step) {
        shardsOf(cache)[step.shard()].lose(step);
    }

    /**
     * Loses the newest step of a log, as a failover to a replica does that has not got it; its effects on values and tags stay.
     *
     * @param step where it was recorded: the head of its shard is where it was before
     */
    public synchronized void loseNewestStep(CacheId cache, Applied step) {
        shardsOf(cache)[step.current().shard()].rewind(step);
    }

    /** Writes bytes under a key past all rules, as a foreign program does. */
    public synchronized void plant(CacheId cache, byte[] key, byte[] bytes) {
        shard(cache, key).plant(key, bytes);
    }

    /** Returns the bytes under a key, readable or not; null if there are none. */
    public synchronized byte @Nullable [] stored(CacheId cache, byte[] key) {
        return shard(cache, key).stored(key);
    }

    /**
     * Fails if a store or a channel is still open.
     *
     * @throws AssertionError with the places where they were opened
     */
    public synchronized void assertNothingOpen() {
        if (!open.isEmpty()) {
            AssertionError error = new AssertionError(open.size() + " left open, see the suppressed exceptions");
            open.values().forEach(error::addSuppressed);
            throw error;
        }
    }

    long millis() {
        return clock.millis();
    }

    int shards() {
        return SHARDS;
    }

    int shardOf(byte[] key) {
        return Math.floorMod(Arrays.hashCode(key), SHARDS);
    }

    /** Carries out a request in one step, with the cache's shards in hand. */
    <T> CompletionStage<T> request(FakeRemoteStore node, CacheId cache, Function<FakeShard[], T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        io.execute(() -> {
            carryOut(node, cache, work, answer);
            deliver();
        });
        return answer;
    }

    private <T> void carryOut(
            FakeRemoteStore node, CacheId cache, Function<FakeShard[], T> work, CompletableFuture<T> answer) {
        T result;
        synchronized (this) {
            if (node.isClosed()) {
                answer.completeExceptionally(new CacheClosedException("the fake store is closed"));
                return;
            }
            if (down) {
                answer.completeExceptionally(new StoreException("the fake server is down", null));
                return;
            }
            result = work.apply(shardsOf(cache));
        }
        answer.complete(result);
    }

    void join(FakeChannel channel) {
        synchronized (this) {
            channels.add(channel);
            opened(channel, "a channel of " + channel.cache());
            if (!down) {
                tell(channel, BusListener::onConnected);
            }
        }
        deliver();
    }

    synchronized void leave(FakeChannel channel) {
        channels.remove(channel);
        open.remove(channel);
    }

    synchronized void left(FakeRemoteStore store) {
        open.remove(store);
        List.copyOf(channels).stream().filter(channel -> channel.isOf(store)).forEach(FakeChannel::close);
    }

    private synchronized void opened(Object what, String name) {
        open.put(what, new IllegalStateException(name + " was opened here and not closed"));
    }

    private FakeShard[] shardsOf(CacheId cache) {
        return caches.computeIfAbsent(cache, id -> {
            FakeShard[] shards = new FakeShard[SHARDS];
            Arrays.setAll(shards, i -> new FakeShard(i, clock, random, step -> announce(id, step)));
            return shards;
        });
    }

    private FakeShard shard(CacheId cache, byte[] key) {
        return shardsOf(cache)[shardOf(key)];
    }

    private void forEachShard(Consumer<FakeShard> action) {
        caches.values().forEach(shards -> Arrays.asList(shards).forEach(action));
    }

    private void announce(CacheId cache, Invalidation step) {
        if (!muted) {
            channels.stream()
                    .filter(channel -> channel.cache().equals(cache))
                    .forEach(channel -> tell(channel, listener -> listener.onMessage(step)));
        }
    }

    private void tell(FakeChannel channel, Consumer<BusListener> call) {
        outbox.add(() -> channel.hear(call));
    }

    private void deliver() {
        push.execute(this::deliverAll);
    }

    /** Delivers what is in the outbox, unless another thread does: that one will find it. */
    private void deliverAll() {
        for (Runnable next = take(); next != null; next = take()) {
            try {
                next.run();
            } finally {
                delivered();
            }
        }
    }

    private synchronized @Nullable Runnable take() {
        if (delivering || outbox.isEmpty()) {
            return null;
        }
        delivering = true;
        return outbox.remove();
    }

    private synchronized void delivered() {
        delivering = false;
    }
}
