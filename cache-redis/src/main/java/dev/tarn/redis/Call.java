package dev.tarn.redis;

import dev.tarn.CacheException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Carries one command to a server and its answer, failure or time-out back, whichever comes first; what comes later is dropped.
 *
 * <p>A command without a future of its own: one call may answer many.
 *
 * @param <T> what the output holds
 */
abstract class Call<T> extends Command<byte[], byte[], T> {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Call> SETTLED =
            AtomicIntegerFieldUpdater.newUpdater(Call.class, "settled");

    private final String operation;
    private final CommandOutput<byte[], byte[], T> reply;
    private volatile int settled;
    private int attempts;
    private @Nullable Link link;
    private Link.@Nullable Line line;

    /** The moment after which nobody waits any more; set by whoever watches over it. */
    long deadline;

    Call(
            String operation,
            ProtocolKeyword type,
            CommandOutput<byte[], byte[], T> reply,
            CommandArgs<byte[], byte[]> arguments) {
        super(type, reply, arguments);
        this.operation = operation;
        this.reply = reply;
    }

    /** Says which operation of a tier or a bus this belongs to. */
    final String operation() {
        return operation;
    }

    /** Remembers the link to tell when this call is over, and the connection, if there is one. */
    final void through(Link carrier, Link.@Nullable Line connection) {
        this.link = carrier;
        this.line = connection;
    }

    /** Tells whether this call was sent over a connection. */
    final boolean wentThrough(Link.@Nullable Line connection) {
        return connection != null && connection.equals(line);
    }

    /** Takes the answer. Runs on an I/O thread; called once, unless {@link #failed} is. */
    abstract void answered(T answer);

    /** Takes the failure. Called once, unless {@link #answered} is. */
    abstract void failed(CacheException failure);

    /** Takes an error that the server answered; true if the call goes on by another way. */
    boolean recovered(String error) {
        return false;
    }

    @Override
    public final void complete() {
        if (!settle()) {
            return;
        }
        Link carrier = link;
        if (carrier != null) {
            carrier.heard();
        }
        String answered = reply.getError();
        String error = answered == null ? null : Failures.bare(answered);
        if (error != null && carrier != null && error.startsWith("READONLY")) {
            carrier.demoted();
        }
        if (error == null) {
            answered(reply.get());
        } else if (!recovered(error)) {
            failed(Failures.refused(name(), operation, error));
        }
    }

    @Override
    public final boolean completeExceptionally(Throwable cause) {
        Link carrier = link;
        if (carrier != null && settled == 0 && Failures.isUnsent(cause) && carrier.resend(this, ++attempts)) {
            return true;
        }
        return fail(Failures.broken(name(), operation, cause));
    }

    @Override
    public final void cancel() {
        fail(Failures.lost(name(), operation));
    }

    /** Fails the call unless it is over. */
    final boolean fail(CacheException failure) {
        boolean first = settle();
        if (first) {
            failed(failure);
        }
        return first;
    }

    /** Hears that the time of this call ran out. */
    final void expired() {
        Link carrier = link;
        if (carrier != null) {
            carrier.missed();
        }
    }

    private boolean settle() {
        if (!SETTLED.compareAndSet(this, 0, 1)) {
            return false;
        }
        Link carrier = link;
        if (carrier != null) {
            carrier.over();
        }
        return true;
    }

    private String name() {
        Link carrier = link;
        return carrier == null ? "redis" : carrier.store();
    }

    @Override
    public final boolean isDone() {
        return settled != 0;
    }

    @Override
    public final boolean isCancelled() {
        return false;
    }
}
