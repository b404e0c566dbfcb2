package dev.tarn.redis;

import dev.tarn.CacheException;
import dev.tarn.spi.Clock;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection (in a Cluster: one to each node) up, and sends calls over it while it is.
 *
 * <p>Dials in the background, again after every loss, with growing pauses; what watches over it is told of a loss before. Calls made meanwhile fail at once, calls under way when it
 * is lost fail then; nothing is kept for the next connection. A connection on which nothing was heard for long though answers are due
 * is given up: a half-open one would never say so. One on which nobody asked for long is not silent.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class Link {
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int RESENDS = 2;
    private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    private final String store;
    private final Dialer dialer;
    private final Welcome welcome;
    private final LinkWatch watch;
    private final Deadlines deadlines;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final int limit;
    private final long silenceNanos;
    private final Backoff backoff = new Backoff();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicReference<@Nullable Line> line = new AtomicReference<>();
    private volatile boolean closed;
    /** When the first call was sent that nothing has been heard after. */
    private volatile long askedAt;

    /** Whether calls were sent that nothing has been heard after. */
    private volatile boolean silent;

    private volatile @Nullable String why;

    /** What is said first on a new connection, before it is used. */
    @FunctionalInterface
    interface Welcome {
        /** Answers which server it is; empty if that is not known. */
        CompletionStage<String> greet(RedisChannelWriter writer);
    }

    /** A connection, its writer, and the server at its end. */
    record Line(StatefulConnection<byte[], byte[]> connection, RedisChannelWriter writer, String server) {}

    Link(
            RedisOptions options,
            Dialer dialer,
            Welcome welcome,
            LinkWatch watch,
            Deadlines deadlines,
            ScheduledExecutorService timer) {
        this.store = options.name();
        this.dialer = dialer;
        this.welcome = welcome;
        this.watch = watch;
        this.deadlines = deadlines;
        this.clock = options.clock();
        this.timer = timer;
        this.limit = options.maximumPending();
        this.silenceNanos = Math.max(TimeUnit.SECONDS.toNanos(2), 4 * deadlines.budgetNanos());
    }

    String store() {
        return store;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    boolean isUp() {
        return line.get() != null;
    }

    /** Returns which server is at the other end; empty if that is not known, if there is no connection, or if there are many servers. */
    String server() {
        Line current = line.get();
        return current == null || dialer.heals() ? "" : current.server();
    }

    /** Gives the connection up if it is known to lead to another server. A connection to many servers stays. */
    void leaveUnlessAt(String server) {
        Line current = line.get();
        if (current != null && !dialer.heals() && areDifferent(current.server(), server)) {
            lost(current);
        }
    }

    /** Tells whether two servers are known not to be the same. */
    static boolean areDifferent(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /** Begins to dial. Idempotent. */
    void start() {
        if (started.compareAndSet(false, true)) {
            dial();
        }
    }

    /** Sends a call, or fails it at once. */
    void send(Call<?> call) {
        send(call, line.get());
    }

    /** Sends a call on the connection that another went through, or fails it: what was asked of one is never answered by its successor. */
    void sendAfter(Call<?> former, Call<?> call) {
        Line current = line.get();
        send(call, former.wentThrough(current) ? current : null);
    }

    private void send(Call<?> call, @Nullable Line current) {
        call.through(this, current);
        int now = underWay.incrementAndGet();
        if (closed) {
            call.fail(Failures.closed(store));
        } else if (current == null) {
            call.fail(notConnected(call.operation()));
        } else if (now > limit) {
            call.fail(Failures.busy(store, call.operation(), limit));
        } else {
            deadlines.watch(call);
            asked();
            dispatch(current, call);
            if (closed) {
                call.fail(Failures.closed(store));
            }
        }
    }

    /** Words that there is no connection, and why the last attempt to make one failed. */
    CacheException notConnected(String operation) {
        return closed ? Failures.closed(store) : Failures.notConnected(store, operation, why);
    }

    /**
     * Sends a call, which was not sent for want of a connection, a little later; true if it is worth it. In a Cluster a node's connection
     * may be in the making just then: the topology has changed, or the node is back.
     */
    boolean resend(Call<?> call, int attempt) {
        Line current = line.get();
        if (current == null || !dialer.heals() || attempt > RESENDS) {
            return false;
        }
        try {
            timer.schedule(() -> dispatch(current, call), RESEND_NANOS * attempt, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    private static void dispatch(Line current, Call<?> call) {
        try {
            current.writer().write(call);
        } catch (RuntimeException refused) {
            call.completeExceptionally(refused);
        }
    }

    /** Hears from a call that it is over. */
    void over() {
        underWay.decrementAndGet();
    }

    private void asked() {
        if (!silent) {
            askedAt = clock.nanos();
            silent = true;
        }
    }

    /** Hears from a call that the server answered. */
    void heard() {
        if (silent) {
            silent = false;
        }
    }

    /** Hears from a call that its time ran out: perhaps nobody listens any more. */
    void missed() {
        Line current = line.get();
        if (current != null && !dialer.heals() && silent && clock.nanos() - askedAt > silenceNanos) {
            lost(current);
        }
    }

    /** Hears from a call that the server is a replica now: the master is elsewhere. */
    void demoted() {
        Line current = line.get();
        if (current != null && !dialer.heals()) {
            lost(current);
        }
    }

    private void dial() {
        if (closed) {
            return;
        }
        CompletableFuture<? extends StatefulConnection<byte[], byte[]>> dialled;
        try {
            dialled = dialer.dial();
        } catch (RuntimeException refused) {
            failed(refused);
            return;
        }
        dialled.whenComplete((connection, failure) -> {
            if (failure != null) {
                failed(failure);
            } else {
                dialled(connection);
            }
        });
    }

    private void dialled(StatefulConnection<byte[], byte[]> connection) {
        RedisChannelWriter writer = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
        welcome.greet(writer).whenComplete((server, failure) -> {
            if (failure != null) {
                connection.closeAsync();
                failed(failure);
            } else {
                up(new Line(connection, writer, server));
            }
        });
    }

    private void up(Line fresh) {
        silent = false;
        line.set(fresh);
        why = null;
        backoff.reset();
        if (!dialer.heals()) {
            fresh.connection().addListener(new Loss(fresh));
            if (!fresh.connection().isOpen()) {
                lost(fresh);
            }
        }
        if (closed) {
            lost(fresh);
        } else {
            watch.up(fresh.server());
        }
    }

    private void lost(Line former) {
        if (line.compareAndSet(former, null)) {
            watch.lost();
            former.connection().closeAsync();
            later(backoff.nextNanos());
        }
    }

    private void failed(Throwable failure) {
        why = Failures.root(failure);
        later(RefusedServerException.isLasting(failure) ? REFUSED_NANOS : backoff.nextNanos());
    }

    private void later(long nanos) {
        if (closed) {
            return;
        }
        try {
            timer.schedule(this::dial, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ignored) {
            // closed meanwhile
        }
    }

    /** Sends nothing any more; calls under way fail. The connection ends with the client. */
    void close() {
        closed = true;
        line.set(null);
        deadlines.failAll(Failures.closed(store));
    }

    /** Hears of the end of one connection. */
    private final class Loss implements RedisConnectionStateListener {
        private final Line of;

        Loss(Line of) {
            this.of = of;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
            lost(of);
        }
    }
}
