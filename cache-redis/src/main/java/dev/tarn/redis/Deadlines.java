package dev.tarn.redis;

import dev.tarn.CacheException;
import dev.tarn.spi.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends calls whose time is over, without a timer for each.
 *
 * <p>Calls of one budget end in the order in which they began, so a queue and a sweep every tenth of the budget do; with nothing under
 * way there is no sweep. A call ends at most that tenth late.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is heard in another way
final class Deadlines {
    private final Queue<Call<?>> watched = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final String store;
    private final long budgetNanos;
    private final long sweepNanos;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    Deadlines(String store, long budgetNanos, Clock clock, ScheduledExecutorService timer) {
        this.store = store;
        this.budgetNanos = budgetNanos;
        this.sweepNanos = Math.max(TimeUnit.MILLISECONDS.toNanos(1), budgetNanos / 10);
        this.clock = clock;
        this.timer = timer;
    }

    long budgetNanos() {
        return budgetNanos;
    }

    /** Watches a call; one that has a deadline already keeps it. */
    void watch(Call<?> call) {
        if (call.deadline == 0) {
            call.deadline = clock.nanos() + budgetNanos;
        }
        watched.add(call);
        if (!armed.get() && armed.compareAndSet(false, true)) {
            arm();
        }
    }

    private void arm() {
        try {
            timer.schedule(this::sweep, sweepNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            failAll(Failures.closed(store));
        }
    }

    private void sweep() {
        long now = clock.nanos();
        Call<?> call;
        while ((call = watched.peek()) != null && (call.isDone() || now - call.deadline >= 0)) {
            watched.remove(call);
            if (!call.isDone() && call.fail(Failures.late(store, call.operation(), budgetNanos))) {
                call.expired();
            }
        }
        if (call == null) {
            armed.set(false);
            if (watched.isEmpty() || !armed.compareAndSet(false, true)) {
                return;
            }
        }
        arm();
    }

    /** Ends all calls under way. */
    void failAll(CacheException failure) {
        Call<?> call;
        while ((call = watched.poll()) != null) {
            call.fail(failure);
        }
    }
}
