package dev.tarn.memcached;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import net.spy.memcached.ops.CancelledOperationStatus;
import net.spy.memcached.ops.Operation;
import net.spy.memcached.ops.OperationCallback;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Carries one operation to a server and its answer, failure or time-out back, whichever comes first; what comes later is dropped.
 *
 * <p>There are two ends: that of the future, for who waits, and that of the operation, when the client has let go of it. Only the second
 * makes room for others: what a slow server has not taken yet is still in our memory.
 *
 * @param <T> what is answered
 */
abstract class Request<T> extends CompletableFuture<T> implements OperationCallback {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Request> OVER =
            AtomicIntegerFieldUpdater.newUpdater(Request.class, "over");

    private final Server server;
    private final String operation;
    private final int bytes;
    private final long startedAt;
    private final long deadline;
    private volatile int over;
    private @Nullable OperationStatus status;
    private @Nullable Operation carrier;

    /**
     * Prepares a request.
     *
     * @param bytes how much memory it holds, about
     * @param deadline the moment after which nobody waits any more
     */
    Request(Server server, String operation, int bytes, long deadline) {
        this.server = server;
        this.operation = operation;
        this.bytes = bytes;
        this.deadline = deadline;
        this.startedAt = server.nanos();
    }

    String operation() {
        return operation;
    }

    int bytes() {
        return bytes;
    }

    long startedAt() {
        return startedAt;
    }

    long deadline() {
        return deadline;
    }

    boolean isOver() {
        return over != 0;
    }

    /** Returns the result, now that the server has answered; {@code yes} tells whether it did what it was asked. */
    abstract @Nullable T result(boolean yes);

    @Override
    public void receivedStatus(OperationStatus received) {
        status = received;
    }

    @Override
    public void complete() {
        if (!OVER.compareAndSet(this, 0, 1)) {
            return;
        }
        OperationStatus last = status;
        boolean answered = last != null && !isOurs(last);
        server.over(this, answered);
        if (last == null || !answered) {
            completeExceptionally(Failures.lost(server.name(), operation));
        } else if (isError(last)) {
            completeExceptionally(Failures.refused(server.name(), operation, last.getMessage()));
        } else {
            complete(result(last.isSuccess()));
        }
    }

    /** Says which operation of the client carries this. Before it is sent. */
    void by(Operation operationOfClient) {
        carrier = operationOfClient;
    }

    /** Has the client let go of the operation, so that it is not sent if it was not yet. */
    void cancel() {
        Operation current = carrier;
        if (!isOver() && current != null) {
            current.cancel();
        }
    }

    /** Ends what was never handed to the client. */
    void abandon(RuntimeException failure) {
        if (OVER.compareAndSet(this, 0, 1)) {
            server.over(this, false);
        }
        completeExceptionally(failure);
    }

    private static boolean isOurs(OperationStatus status) {
        return status instanceof CancelledOperationStatus
                || status.getStatusCode() == StatusCode.TIMEDOUT
                || status.getStatusCode() == StatusCode.CANCELLED;
    }

    private static boolean isError(OperationStatus status) {
        StatusCode code = status.getStatusCode();
        return !status.isSuccess()
                && code != StatusCode.ERR_NOT_FOUND
                && code != StatusCode.ERR_EXISTS
                && code != StatusCode.ERR_NOT_STORED;
    }
}
