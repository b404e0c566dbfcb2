package dev.tarn.testing.time;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Now;
import dev.tarn.spi.Scheduler;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A clock and scheduler in one whose time moves only when a test moves it.
 *
 * <p>Thread-safe. Tasks run one after the other on the thread that calls {@link #advance}, in the order in which they fall due, those
 * due together in the order in which they were scheduled; each sees the time at which it was due. Time starts above zero, so that code that takes
 * zero for "never" is found out, and so near to the overflow of the nanosecond count that code that compares instants without
 * subtracting is too.
 */
public final class FakeClock implements Clock, Scheduler {
    private static final long START_NANOS =
            Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final long MILLI_NANOS = 1_000_000L;

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.<Task>naturalOrder());
    private long elapsedNanos;
    private long skewMillis;
    private long sequence;
    private boolean closed;

    /** Returns the nanosecond count: it starts a second before its overflow and is moved by {@link #advance} only. */
    @Override
    public synchronized long nanos() {
        return START_NANOS + elapsedNanos;
    }

    /** Returns the wall-clock time: it moves with {@link #advance} and jumps with {@link #jump}. */
    @Override
    public synchronized long millis() {
        return START_MILLIS + elapsedNanos / MILLI_NANOS + skewMillis;
    }

    /** Returns this instant on both clocks. */
    public synchronized Now now() {
        return new Now(nanos(), millis());
    }

    @Override
    public synchronized Scheduled schedule(Runnable task, long delayNanos) {
        if (closed) {
            throw new RejectedExecutionException("the fake scheduler is closed");
        }
        Task scheduled = new Task(task, elapsedNanos + Math.max(0, delayNanos), sequence++);
        tasks.add(scheduled);
        return () -> cancel(scheduled);
    }

    /**
     * Moves time on, and runs what falls due on the way, also what the tasks themselves schedule within it.
     *
     * @param time how far; zero runs what is due now
     * @throws IllegalArgumentException if the time is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time is " + time + ", but must not be negative");
        }
        long end;
        synchronized (this) {
            end = elapsedNanos + time.toNanos();
        }
        for (Runnable due = nextUntil(end); due != null; due = nextUntil(end)) {
            due.run();
        }
    }

    /** Runs what is due now, as {@code advance(Duration.ZERO)} does. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** Makes the wall clock jump, forward or back, without any time passing. */
    public synchronized void jump(Duration difference) {
        skewMillis += difference.toMillis();
    }

    /** Returns how many tasks wait; a test that ends with some has a leak. */
    public synchronized int scheduled() {
        return tasks.size();
    }

    /** Refuses tasks from now on and drops those that wait, as a scheduler does that is shut down. */
    public synchronized void close() {
        closed = true;
        tasks.clear();
    }

    private synchronized @Nullable Runnable nextUntil(long end) {
        Task next = tasks.peek();
        if (next == null || next.dueNanos() > end) {
            elapsedNanos = Math.max(elapsedNanos, end);
            return null;
        }
        tasks.remove();
        elapsedNanos = Math.max(elapsedNanos, next.dueNanos());
        return next.work();
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    /** What waits; unlike any other by its sequence number. */
    private record Task(Runnable work, long dueNanos, long sequence) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
