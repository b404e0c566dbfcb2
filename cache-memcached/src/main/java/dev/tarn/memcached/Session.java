package dev.tarn.memcached;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters.StoreMeters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import net.spy.memcached.ConnectionObserver;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.OperationFactory;
import net.spy.memcached.ops.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Holds the connections of a store and the thread that watches over them: looks up names, greets servers, ends what is late.
 *
 * <p>Everything begins in the background, so that neither a server nor a name server that is away holds anybody up.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class Session implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long SUPERVISION_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long STATS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MemcachedOptions options;
    private final SpyFactory factory;
    private final Ring ring;
    private final List<Server> servers;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final AtomicBoolean supervising = new AtomicBoolean();
    private final long sweepNanos;
    private final Map<CacheId, Shards> caches = new ConcurrentHashMap<>();
    private final List<Consumer<Server>> upListeners = new CopyOnWriteArrayList<>();
    private final LongAdder tooLarge = new LongAdder();
    private volatile @Nullable SpyConnection connection;
    private volatile StoreMeters meters = StoreMeters.NONE;
    private volatile boolean closed;

    Session(MemcachedOptions options) {
        this.options = options;
        this.factory = new SpyFactory(options, new Observer());
        OperationFactory operations = factory.getOperationFactory();
        this.ring = new Ring(options.servers());
        List<Server> all = new ArrayList<>();
        for (int i = 0; i < options.servers().size(); i++) {
            all.add(new Server(i, options.servers().get(i), this, operations));
        }
        this.servers = List.copyOf(all);
        long shorter = Math.min(
                options.commandTimeout().toNanos(), options.controlTimeout().toNanos());
        this.sweepNanos = Math.max(TimeUnit.MILLISECONDS.toNanos(1), shorter / 10);
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "tarn-" + options.name());
            thread.setDaemon(true);
            return thread;
        });
    }

    MemcachedOptions options() {
        return options;
    }

    List<Server> servers() {
        return servers;
    }

    Server serverOf(String name) {
        return servers.get(ring.serverOf(name));
    }

    /** Returns the shards of a cache: one for each server. */
    Shards shards(CacheId cache) {
        return caches.computeIfAbsent(cache, id -> new Shards(this, id));
    }

    boolean isClosed() {
        return closed;
    }

    void measuredBy(StoreMeters taker) {
        meters = taker;
    }

    StoreMeters meters() {
        return meters;
    }

    LongAdder tooLarge() {
        return tooLarge;
    }

    SpyConnection connection() {
        SpyConnection current = connection;
        if (current == null) {
            throw new IllegalStateException("not connected");
        }
        return current;
    }

    long nanos() {
        return options.clock().nanos();
    }

    /** Returns the moment by which a read that begins now has to be over. */
    long readDeadline() {
        return nanos() + options.commandTimeout().toNanos();
    }

    /** Returns the moment by which anything else that begins now has to be over, however many steps it takes. */
    long controlDeadline() {
        return nanos() + options.controlTimeout().toNanos();
    }

    /** Begins to connect. */
    void start() {
        later(this::connect, 0);
        later(this::askStats, STATS_NANOS);
        later(this::probe, PROBE_NANOS);
    }

    private void connect() {
        List<InetSocketAddress> addresses =
                options.servers().stream().map(ServerAddress::resolve).toList();
        if (closed || addresses.stream().anyMatch(InetSocketAddress::isUnresolved)) {
            later(this::connect, RETRY_NANOS);
            return;
        }
        try {
            connection = new SpyConnection(factory, addresses);
        } catch (IOException e) {
            later(this::connect, RETRY_NANOS);
        }
        superviseSoon(0);
        if (closed) {
            disconnect();
        }
    }

    /** Runs a task on the store's own thread; it must not wait. */
    void later(Runnable task, long delayNanos) {
        if (closed) {
            return;
        }
        try {
            timer.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // nothing is late any more
        }
    }

    /** Sees to it that what is under way does not outlast its budget. */
    void watch() {
        if (!sweeping.get() && sweeping.compareAndSet(false, true)) {
            later(this::sweep, sweepNanos);
        }
    }

    private void sweep() {
        sweeping.set(false);
        long now = nanos();
        boolean left = false;
        for (Server server : servers) {
            left |= server.sweep(now);
        }
        if (left) {
            watch();
        }
    }

    /** Looks after servers that are not up, as long as there are any: whether there is a connection now, on which to greet them. */
    private void supervise() {
        supervising.set(false);
        boolean down = false;
        SpyConnection current = connection;
        if (current != null && !current.isAlive() && !closed) {
            servers.forEach(Server::lost); // the client's thread has died of an error that it does not expect
            connect();
            return;
        }
        for (Server server : servers) {
            if (!server.isUp()) {
                down = true;
                MemcachedNode node = nodeOf(server);
                if (node != null && node.isActive() && server.connected(node)) {
                    greet(server, node, server.epoch());
                }
            }
        }
        if (down) {
            superviseSoon(SUPERVISION_NANOS);
        }
    }

    /** Hears that a server was given up. */
    void gaveUp() {
        superviseSoon(SUPERVISION_NANOS);
    }

    private void superviseSoon(long delayNanos) {
        if (supervising.compareAndSet(false, true)) {
            later(this::supervise, delayNanos);
        }
    }

    /** Logs in, if that is asked for, and asks the server what it is. */
    private void greet(Server server, MemcachedNode node, long epoch) {
        long deadline = nanos() + GREETING_NANOS;
        MemcachedOptions.Login login = options.login();
        CompletableFuture<Boolean> in =
                login == null ? CompletableFuture.completedFuture(true) : server.logIn(login, deadline);
        in.thenCompose(done -> server.settings(deadline)).whenComplete((settings, failure) -> {
            if (failure == null) {
                server.greeted(epoch, settings);
                askStats(server);
                upListeners.forEach(listener -> listener.accept(server));
            } else {
                server.notGreeted(epoch, Failures.known(server.name(), "greeting", failure), login == null);
                if (server.epoch() == epoch) {
                    connection().giveUp(node);
                }
            }
        });
    }

    private @Nullable MemcachedNode nodeOf(Server server) {
        SpyConnection current = connection;
        if (current == null) {
            return null;
        }
        List<MemcachedNode> nodes = List.copyOf(current.getLocator().getAll());
        return nodes.size() > server.index() ? nodes.get(server.index()) : null;
    }

    private void probe() {
        servers.forEach(server -> server.probe(PROBE_NANOS, controlDeadline()));
        later(this::probe, PROBE_NANOS);
    }

    private void askStats() {
        servers.forEach(this::askStats);
        later(this::askStats, STATS_NANOS);
    }

    private void askStats(Server server) {
        if (server.isUp()) {
            server.stats(controlDeadline())
                    .thenAccept(told -> server.counts().evictions(Long.parseLong(told.getOrDefault("evictions", "0"))));
        }
    }

    /** Calls a listener whenever a server is up, for the first time or again; on any thread. */
    void whenUp(Consumer<Server> listener) {
        upListeners.add(listener);
    }

    void forget(Consumer<Server> listener) {
        upListeners.remove(listener);
    }

    /** Waits until something holds; gives up when the time is over, the store is closed or the thread is interrupted. */
    boolean await(BooleanSupplier condition, Duration atMost) {
        long end = nanos() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            boolean late = nanos() - end >= 0;
            if (late || closed || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, AWAIT_NANOS);
        }
        return true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        servers.forEach(Server::close);
        timer.shutdownNow();
        disconnect();
    }

    private void disconnect() {
        SpyConnection current = connection;
        if (current != null) {
            try {
                current.shutdown();
            } catch (IOException e) {
                // the thread ends all the same
            }
        }
    }

    /** Hears of connections, on the thread that serves them. */
    private final class Observer implements ConnectionObserver {
        @Override
        public void connectionEstablished(SocketAddress address, int reconnectCount) {
            superviseSoon(0);
        }

        @Override
        public void connectionLost(SocketAddress address) {
            for (Server server : servers) {
                MemcachedNode node = nodeOf(server);
                if (node != null && node.getSocketAddress().equals(address)) {
                    forgetQueued(node);
                    server.lost();
                }
            }
            superviseSoon(SUPERVISION_NANOS);
        }

        /** Empties the queue: the client would send it, and what it had half sent, on the next connection. */
        private void forgetQueued(MemcachedNode node) {
            while (node.hasWriteOp()) {
                node.removeCurrentWriteOp().cancel();
            }
            node.destroyInputQueue().forEach(Operation::cancel);
        }
    }
}
