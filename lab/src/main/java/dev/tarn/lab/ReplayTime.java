package dev.tarn.lab;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Scheduler;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that goes as the trace says: what caches do in the background is done when the replay comes to its time. For one thread. */
final class ReplayTime implements Clock, Scheduler {
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long nanos;
    private long number;

    private record Task(Runnable work, long due, long number) {}

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public Scheduled schedule(Runnable task, long delayNanos) {
        Task later = new Task(task, nanos + Math.max(0, delayNanos), number++);
        tasks.add(later);
        return () -> tasks.remove(later);
    }

    /** Moves on to a time, counted from the start of the replay, and does what was to be done by then. */
    void moveTo(long millis) {
        long end = TimeUnit.MILLISECONDS.toNanos(millis);
        for (Task next = tasks.peek(); next != null && next.due <= end; next = tasks.peek()) {
            tasks.remove();
            nanos = Math.max(nanos, next.due);
            next.work.run();
        }
        nanos = Math.max(nanos, end);
    }
}
