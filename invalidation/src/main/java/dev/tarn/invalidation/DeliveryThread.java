package dev.tarn.invalidation;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs tasks one after the other on a daemon thread, which starts with the first task. Thread-safe. */
final class DeliveryThread implements Executor {
    private static final long PATIENCE_MILLIS = 1000;

    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::newThread);
    private volatile @Nullable Thread thread;

    private Thread newThread(Runnable work) {
        Thread started = new Thread(work, "tarn-in-process-bus");
        started.setDaemon(true);
        thread = started;
        return started;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Ends the thread and waits for its end, but not on the thread itself, and interrupts a task that takes too long. */
    void close() {
        executor.shutdown();
        Thread started = thread;
        if (started == null || started == Thread.currentThread()) {
            return;
        }
        try {
            started.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (started.isAlive()) {
            executor.shutdownNow();
        }
    }
}
