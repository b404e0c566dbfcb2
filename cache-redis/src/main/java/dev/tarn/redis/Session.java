package dev.tarn.redis;

import dev.tarn.CacheException;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteRead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds what all caches of one store share: the connections, the scripts' edition, the server's clock, the subscriptions.
 *
 * <p>Reads go over the data link; what changes or proves something goes over the control link, so that a large value cannot hold it up.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class Session implements AutoCloseable {
    private static final long CLOCK_SECONDS = 60;
    private static final long FIRST_CLOCK_SECONDS = 1;
    private static final byte[] NOTHING = {};
    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final RedisOptions options;
    private final Client client;
    private final ScheduledThreadPoolExecutor timer;
    private final Link data;
    private final Link control;
    private final ServerClock clock;
    private final Greeting greeting;
    private final LinkWatch watch;
    private final Feeds feeds;
    private final @Nullable ForeignWrites foreignWrites;
    private final @Nullable ReadLane onlyLane;
    private final Map<String, ReadLane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Session(RedisOptions options) {
        this.options = options;
        this.clock = new ServerClock(options.clock());
        this.timer = timer(options.name());
        this.greeting = new Greeting(options, clock);
        this.watch = new LinkWatch(timer);
        this.client = new Client(options, watch::shaken);
        this.data = link(options.commandTimeout().toNanos());
        this.control = link(options.controlTimeout().toNanos());
        this.feeds = new Feeds(options, client.dialer(), this::sharded, timer);
        this.foreignWrites = options.foreignWrites() ? new ForeignWrites(options, client.dialer(), timer) : null;
        this.onlyLane = options.cluster() ? null : new ReadLane(this);
        timer.scheduleWithFixedDelay(this::askTime, FIRST_CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
    }

    private static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tarn-" + name + "-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        return timer;
    }

    private Link link(long budgetNanos) {
        Deadlines deadlines = new Deadlines(options.name(), budgetNanos, options.clock(), timer);
        return new Link(options, client.dialer(), writer -> greeting.greet(writer, deadlines), watch, deadlines, timer);
    }

    /** Begins to connect. */
    void start() {
        watch.require(data);
        watch.require(control);
        data.start();
        control.start();
    }

    /** Begins to connect for scripts only. */
    void startControl() {
        watch.require(control);
        control.start();
    }

    RedisOptions options() {
        return options;
    }

    String name() {
        return options.name();
    }

    Link data() {
        return data;
    }

    Link control() {
        return control;
    }

    Feeds feeds() {
        return feeds;
    }

    /** Returns what tells of writes past the log, null unless that is wanted. */
    @Nullable
    ForeignWrites foreignWrites() {
        return foreignWrites;
    }

    LinkWatch watch() {
        return watch;
    }

    long millis() {
        return clock.millis();
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits until there is a connection; false if it takes too long, the session closes or the thread is interrupted. */
    boolean await(BooleanSupplier connected, Duration atMost) {
        long begun = options.clock().nanos();
        while (!connected.getAsBoolean()) {
            boolean late = options.clock().nanos() - begun >= atMost.toNanos();
            if (late || closed || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, AWAIT_NANOS);
        }
        return true;
    }

    /** Tells whether messages go through sharded channels. */
    boolean sharded() {
        return options.cluster() && !greeting.isOld();
    }

    private void askTime() {
        FutureCall<byte[][]> call = Greeting.timeCall();
        long asked = options.clock().nanos();
        call.future().thenAccept(answer -> greeting.timeKnown(answer, asked));
        control.send(call);
    }

    /** Reads one key, together with others that come at the same time. */
    void read(Read.Single read) {
        if (!data.isUp()) {
            read.failed(data.notConnected("read"));
            return;
        }
        ReadLane lane = onlyLane;
        if (lane == null) {
            String node = client.dialer().nodeOf(read.shard().slot);
            lane = lanes.computeIfAbsent(node == null ? "" : node, any -> new ReadLane(this));
        }
        lane.submit(read);
    }

    /** Reads by script what the head alone does not decide, or where there is no head yet. */
    void readByScript(List<Read> reads) {
        Map<ShardKeys, List<Read>> byShard = new LinkedHashMap<>();
        for (Read read : reads) {
            byShard.computeIfAbsent(read.shard(), shard -> new ArrayList<>()).add(read);
        }
        byShard.forEach((shard, some) -> {
            List<byte[]> keys =
                    some.stream().map(read -> shard.value(read.key())).toList();
            run(data, "read", Script.READ, shard, keys, List.of(), answer -> found(shard, some.size(), answer))
                    .whenComplete((found, failure) -> deliver(some, found, failure));
        });
    }

    private static List<RemoteRead> found(ShardKeys shard, int count, List<Object> answer) {
        Position head = Head.from(shard.shard, answer.get(0)).position();
        List<RemoteRead> found = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            byte[] value = (byte[]) answer.get(i);
            found.add(new RemoteRead(value.length == 0 ? null : value, head));
        }
        return found;
    }

    private void deliver(List<Read> reads, @Nullable List<RemoteRead> found, @Nullable Throwable failure) {
        for (int i = 0; i < reads.size(); i++) {
            if (found != null) {
                reads.get(i).found(found.get(i));
            } else {
                reads.get(i)
                        .failed(failure instanceof CacheException known ? known : Failures.malformed(name(), "read"));
            }
        }
    }

    /** Runs a script on the keys of one shard. */
    <R> CompletableFuture<R> run(
            Link link,
            String operation,
            Script script,
            ShardKeys shard,
            List<byte[]> keys,
            List<byte[]> arguments,
            Function<List<Object>, R> meaning) {
        return run(link, operation, script, shard, NOTHING, keys, arguments, meaning);
    }

    /** Runs a script whose first argument goes on: a long one costs the server no more than a short one, and a second one does. */
    <R> CompletableFuture<R> run(
            Link link,
            String operation,
            Script script,
            ShardKeys shard,
            byte[] more,
            List<byte[]> keys,
            List<byte[]> arguments,
            Function<List<Object>, R> meaning) {
        Script.Edition edition = script.edition(greeting.isOld());
        List<byte[]> parts = new ArrayList<>(6 + keys.size() + arguments.size());
        parts.add(edition.digest);
        parts.add(ScriptCall.decimal(3 + keys.size()));
        parts.add(shard.head);
        parts.add(shard.log);
        parts.add(shard.tags);
        parts.addAll(keys);
        parts.add(preamble(shard, more));
        parts.addAll(arguments);
        return ScriptCall.run(link, operation, edition, shard.head, parts, meaning);
    }

    private byte[] preamble(ShardKeys shard, byte[] more) {
        int nonce = ThreadLocalRandom.current().nextInt() | 1; // not 0, which means: nothing before
        return ByteBuffer.allocate(7 + more.length)
                .putInt(nonce)
                .putShort((short) shard.shard)
                .put((byte) (sharded() ? 1 : 0))
                .put(more)
                .array();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.close();
        feeds.close();
        if (foreignWrites != null) {
            foreignWrites.close();
        }
        data.close();
        control.close();
        timer.shutdownNow();
        client.close();
    }
}
