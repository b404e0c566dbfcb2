package dev.tarn.memcached;

import dev.tarn.CacheException;
import dev.tarn.StoreException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.callback.CallbackHandler;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.OperationFactory;
import net.spy.memcached.auth.PlainCallbackHandler;
import net.spy.memcached.ops.Operation;
import net.spy.memcached.ops.StoreType;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one server, and bounds what may be under way to it.
 *
 * <p>It is up when the server has said what it is, on the connection that there is. While it is not, requests fail at once. When a
 * connection is lost everything under way fails and is taken out of the client's queues, so that nothing that was meant for one
 * connection, and for the process behind it, reaches the next. A connection on which answers are due, but nothing was heard for seconds,
 * is given up: a half-open one would never say so.
 */
final class Server {
    private static final int MOST_NAME_BYTES = 256 * 1_024;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final int index;
    private final String name;
    private final Session session;
    private final OperationFactory operations;
    private final Queue<Request<?>> underWay = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong pendingBytes = new AtomicLong();
    /** How often a connection was made or lost. */
    private final AtomicLong epoch = new AtomicLong();

    /** The connection that was seen last. */
    private @Nullable SocketChannel seen;

    private final ServerCounts counts = new ServerCounts();
    private final ReadLane lane;
    private volatile @Nullable MemcachedNode node;
    private volatile boolean up;
    private volatile @Nullable String why;
    private volatile long heardAt;
    private volatile int itemLimit = 1 << 20;

    Server(int index, ServerAddress address, Session session, OperationFactory operations) {
        this.index = index;
        this.name = address.toString();
        this.session = session;
        this.operations = operations;
        this.lane = new ReadLane(session, this);
    }

    /** Returns the way of single reads. */
    ReadLane lane() {
        return lane;
    }

    int index() {
        return index;
    }

    String name() {
        return name;
    }

    long nanos() {
        return session.options().clock().nanos();
    }

    boolean isUp() {
        return up;
    }

    long epoch() {
        return epoch.get();
    }

    ServerCounts counts() {
        return counts;
    }

    int pending() {
        return pending.get();
    }

    long pendingBytes() {
        return pendingBytes.get();
    }

    /** Returns the size of the largest item that the server takes, with its name and the server's own bookkeeping. */
    int itemLimit() {
        return itemLimit;
    }

    /**
     * Returns how many bytes of keys or tags an item may hold: what is larger than an item takes would cost the connection, since the client
     * gives it up on any error of the server.
     */
    int mostNameBytes() {
        return Math.min(MOST_NAME_BYTES, itemLimit / 4);
    }

    /**
     * Hears that there is a connection; nothing is sent yet. Returns whether that is news. On one thread.
     *
     * <p>A connection may be lost before it is seen, so nobody can be relied on to say when the next is another: it is by its channel.
     */
    boolean connected(MemcachedNode made) {
        SocketChannel channel = made.getChannel();
        if (channel == null || channel == seen) {
            return false;
        }
        seen = channel;
        epoch.incrementAndGet();
        node = made;
        heardAt = nanos();
        return true;
    }

    /** Hears why a connection is of no use: it is lost, or is to be given up. */
    void notGreeted(long of, CacheException failure, boolean anonymous) {
        if (epoch.get() == of || !up) {
            String said = String.valueOf(failure.getMessage());
            String reason = said.startsWith(name + ": ") ? said.substring(name.length() + 2) : said;
            why = anonymous ? reason + "; the server may want a login" : reason;
        }
    }

    /** Hears what the server says of itself; from now on requests are sent, unless it is of no use. */
    void greeted(long of, Map<String, String> settings) {
        if (epoch.get() != of) {
            return;
        }
        if (!"yes".equals(settings.getOrDefault("cas_enabled", "yes"))) {
            why = "the server was started with -C: without cas no lease is safe";
            return;
        }
        itemLimit = Integer.parseInt(settings.getOrDefault("item_size_max", "1048576"));
        why = null;
        heardAt = nanos();
        up = true;
        if (epoch.get() != of) {
            up = false;
        }
    }

    /** Hears that the connection is lost. On the thread of the connections, before there is another. */
    void lost() {
        if (up || why == null) { // else something better is known
            why = "connection lost";
        }
        up = false;
        epoch.incrementAndGet();
        counts.lost();
        underWay.forEach(Request::cancel);
    }

    /** Sends a request, or fails it at once. Returns it. */
    <R extends Request<?>> R send(R request, Operation operation) {
        return send(request, operation, up);
    }

    /** Sends a request although the server has not said yet what it is. */
    <R extends Request<?>> R greet(R request, Operation operation) {
        return send(request, operation, true);
    }

    private <R extends Request<?>> R send(R request, Operation operation, boolean ready) {
        long of = epoch.get();
        MemcachedNode to = node;
        request.by(operation);
        int now = pending.incrementAndGet();
        long bytes = pendingBytes.addAndGet(request.bytes());
        RuntimeException refusal = refusal(request, ready && to != null && to.isActive(), now, bytes);
        if (refusal != null || to == null) {
            request.abandon(refusal == null ? Failures.lost(name, request.operation()) : refusal);
            return request;
        }
        underWay.add(request);
        session.watch();
        try {
            session.connection().send(to, operation);
        } catch (RuntimeException refused) {
            request.abandon(new StoreException(name + ": " + request.operation() + ": " + refused, refused));
        }
        if (epoch.get() != of || session.isClosed()) {
            request.cancel();
        }
        return request;
    }

    private @Nullable RuntimeException refusal(Request<?> request, boolean ready, int now, long bytes) {
        MemcachedOptions options = session.options();
        if (session.isClosed()) {
            return Failures.closed(options.name());
        } else if (!ready) {
            return Failures.notConnected(name, request.operation(), why);
        } else if (now > options.maximumPending()) {
            return Failures.busy(name, request.operation(), options.maximumPending() + " requests");
        } else if (bytes > options.maximumPendingBytes()) {
            return Failures.busy(name, request.operation(), options.maximumPendingBytes() + " bytes");
        } else if (request.deadline() - request.startedAt() <= 0) {
            return Failures.late(name, request.operation(), options.controlTimeout());
        }
        return null;
    }

    /** Hears from a request that the client has let go of it. */
    void over(Request<?> request, boolean answered) {
        pending.decrementAndGet();
        pendingBytes.addAndGet(-request.bytes());
        long now = nanos();
        if (answered) {
            heardAt = now;
        }
        long took = now - request.startedAt();
        counts.ended(took, answered);
        session.meters().request(name, request.operation(), took, answered);
        for (Request<?> first = underWay.peek(); first != null && first.isOver(); first = underWay.peek()) {
            underWay.remove(first);
        }
    }

    /** Hears that bytes have come from the server. */
    void heard() {
        heardAt = nanos();
    }

    /** Ends the requests whose time is over; returns whether there is anything left to watch. */
    boolean sweep(long now) {
        boolean left = false;
        for (Iterator<Request<?>> all = underWay.iterator(); all.hasNext(); ) {
            Request<?> request = all.next();
            if (request.isOver()) {
                all.remove();
                continue;
            }
            left = true;
            if (now - request.deadline() >= 0) {
                expired(request, now);
            }
        }
        return left;
    }

    private void expired(Request<?> request, long now) {
        long budget = Math.max(0, request.deadline() - request.startedAt());
        if (!request.isDone()
                && request.completeExceptionally(Failures.late(name, request.operation(), Duration.ofNanos(budget)))) {
            counts.late();
        }
        long silence = Math.max(SILENCE_NANOS, 4 * budget);
        // of one that nobody asked anything nothing was to be heard
        if (now - heardAt > silence && now - request.startedAt() > silence) {
            giveUp(now);
        }
    }

    private void giveUp(long now) {
        MemcachedNode silent = node;
        if (silent != null) {
            heardAt = now;
            up = false;
            why = "no answer for long";
            session.connection().giveUp(silent);
            session.gaveUp();
        }
    }

    /** Ends everything, for the store is closed. */
    void close() {
        up = false;
        for (Request<?> request : underWay) {
            request.completeExceptionally(Failures.closed(session.options().name()));
            request.cancel();
        }
    }

    /** Reads the values of some names, one after the other in this order; null where there is none. */
    Request<byte[] @Nullable []> get(String operation, List<String> names, long deadline) {
        Requests.Get get = new Requests.Get(this, operation, names, deadline);
        return send(get, session.options().binary() ? new BinaryLookup(get) : new TextLookup(get));
    }

    /** Reads a value so that it can be replaced if nobody else has replaced it meanwhile. */
    Request<@Nullable Item> gets(String operation, String name, long deadline) {
        Requests.Gets gets = new Requests.Gets(this, operation, name, deadline);
        return send(gets, operations.gets(name, gets));
    }

    /** Stores a value whatever is there. */
    Request<Boolean> set(String operation, String name, byte[] bytes, int expiry, long deadline) {
        return store(StoreType.set, operation, name, bytes, expiry, deadline);
    }

    /** Stores a value if there is none. */
    Request<Boolean> add(String operation, String name, byte[] bytes, int expiry, long deadline) {
        return store(StoreType.add, operation, name, bytes, expiry, deadline);
    }

    private Request<Boolean> store(
            StoreType type, String operation, String name, byte[] bytes, int expiry, long deadline) {
        Requests.Store store = new Requests.Store(this, operation, bytes.length + name.length(), deadline);
        return send(store, operations.store(type, name, 0, expiry, bytes, store));
    }

    /** Replaces a value if nobody else has since it was read. */
    Request<Boolean> cas(String operation, String name, long cas, byte[] bytes, int expiry, long deadline) {
        Requests.Store store = new Requests.Store(this, operation, bytes.length + name.length(), deadline);
        return send(store, operations.cas(StoreType.set, name, cas, 0, expiry, bytes, store));
    }

    /** Removes what is there, if anything is. */
    Request<Boolean> delete(String operation, String name, long deadline) {
        Requests.Delete delete = new Requests.Delete(this, operation, name.length(), deadline);
        return send(delete, operations.delete(name, delete));
    }

    /** Says who we are, before the server is up. */
    Request<Boolean> logIn(MemcachedOptions.Login login, long deadline) {
        Requests.Ask request = new Requests.Ask(this, "log in", deadline);
        CallbackHandler teller = new PlainCallbackHandler(login.user(), new String(login.password()));
        return greet(request, operations.saslAuth(new String[] {"PLAIN"}, name, null, teller, request));
    }

    /**
     * Asks a server that nobody has asked anything for long whether it is there: the client notices that a connection is lost only when it
     * waits for something.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is seen by the connection
    void probe(long restNanos, long deadline) {
        if (up && nanos() - heardAt > restNanos && pending() == 0) {
            Requests.Ask ask = new Requests.Ask(this, "probe", deadline);
            send(ask, operations.version(ask));
        }
    }

    /** Asks the server for its settings, before it is up. */
    Request<Map<String, String>> settings(long deadline) {
        Requests.Stats stats = new Requests.Stats(this, "stats settings", deadline);
        return greet(stats, operations.stats("settings", stats));
    }

    /** Asks the server for its counts. */
    Request<Map<String, String>> stats(long deadline) {
        Requests.Stats stats = new Requests.Stats(this, "stats", deadline);
        return send(stats, operations.stats(null, stats));
    }
}
