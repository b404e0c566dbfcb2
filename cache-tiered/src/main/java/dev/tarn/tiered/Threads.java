package dev.tarn.tiered;

import dev.tarn.spi.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that a Tarn starts where it was not given any: one that runs things later, and a bounded pool for loads. All daemons. */
final class Threads implements Scheduler, AutoCloseable {
    private static final int LOAD_THREADS =
            Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
    private static final int WAITING_LOADS = 10_000;
    private static final int IDLE_SECONDS = 30;
    private static final int CLOSE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor later;
    private final ThreadPoolExecutor loads;

    Threads(String namespace) {
        later = new ScheduledThreadPoolExecutor(1, named("tarn-" + namespace + "-later"));
        later.setRemoveOnCancelPolicy(true);
        loads = new ThreadPoolExecutor(
                LOAD_THREADS,
                LOAD_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_LOADS),
                named("tarn-" + namespace + "-load"),
                (task, pool) -> {
                    throw new RejectedExecutionException(
                            pool.isShutdown()
                                    ? "the Tarn is closed"
                                    : "load executor is full: " + LOAD_THREADS + " threads busy, " + WAITING_LOADS
                                            + " loads waiting");
                });
        loads.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    Executor loads() {
        return loads;
    }

    @Override
    public Scheduled schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> scheduled = later.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Sees to it that nobody waits for a task that will not run. */
    private static void drop(Runnable task, RejectedExecutionException refusal) {
        if (task instanceof CallerDriver.Step step) {
            step.refused(refusal);
        } else if (task instanceof CompletableFuture.AsynchronousCompletionTask) {
            task.run(); // the answer of a remote tier, on its way to a future: quick
        }
    }

    /** Stops both; loads that run are interrupted, and waited for a little. */
    @Override
    public void close() {
        later.shutdownNow();
        RejectedExecutionException refusal = new RejectedExecutionException("the Tarn is closed");
        loads.shutdownNow().forEach(task -> drop(task, refusal));
        try {
            if (!later.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    || !loads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger("dev.tarn")
                        .log(System.Logger.Level.WARNING, "a loader goes on although it was interrupted by close()");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
