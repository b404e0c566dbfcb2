package dev.tarn.invalidation;

import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to one listener, one after the other, on an executor. Thread-safe.
 *
 * <p>Holds a limited number of events. When it is full, all are dropped, and the listener hears that it was disconnected and is
 * connected again: what a server does to a subscriber that does not keep up.
 */
final class Mailbox {
    private static final Logger LOG = System.getLogger(Mailbox.class.getName());

    /** The most events that wait. */
    static final int CAPACITY = 65_536;

    /** How many events are delivered before another mailbox on the same thread has its turn. */
    private static final int TURN = 256;

    private final CacheId cache;
    private final BusListener listener;
    private final Executor executor;
    private final Object lock = new Object();
    private final Queue<Consumer<BusListener>> events = new ArrayDeque<>();
    private boolean running;
    private volatile boolean closed;

    Mailbox(CacheId cache, BusListener listener, Executor executor) {
        this.cache = cache;
        this.listener = listener;
        this.executor = executor;
    }

    void connected() {
        add(BusListener::onConnected);
    }

    void message(byte[] bytes) {
        add(to -> to.onMessage(WireForm.decode(ByteBuffer.wrap(bytes))));
    }

    private void add(Consumer<BusListener> event) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (events.size() == CAPACITY) {
                events.clear();
                events.add(BusListener::onDisconnected);
                events.add(BusListener::onConnected);
            }
            events.add(event);
        }
    }

    /** Sees to it that what was added is delivered. Called without locks, since the executor may run the task at once. */
    void wake() {
        synchronized (lock) {
            if (running || events.isEmpty()) {
                return;
            }
            running = true;
        }
        submit();
    }

    private void submit() {
        try {
            executor.execute(this::deliver);
        } catch (RejectedExecutionException e) {
            synchronized (lock) {
                running = false;
            }
            if (!closed) {
                LOG.log(Level.WARNING, () -> "The executor of the bus refuses to deliver to cache " + cache, e);
            }
        }
    }

    private void deliver() {
        for (int i = 0; i < TURN; i++) {
            Consumer<BusListener> event = next();
            if (event == null) {
                return;
            }
            tell(event);
        }
        submit();
    }

    /** Returns the next event; after null, this delivery is over. */
    private @Nullable Consumer<BusListener> next() {
        synchronized (lock) {
            Consumer<BusListener> event = events.poll();
            running = event != null;
            return event;
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a listener throws, the next one must be told
    private void tell(Consumer<BusListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, () -> "A bus listener of cache " + cache + " failed", e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Drops what waits. Idempotent. */
    void close() {
        synchronized (lock) {
            closed = true;
            events.clear();
        }
    }
}
