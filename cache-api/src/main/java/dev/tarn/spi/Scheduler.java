package dev.tarn.spi;

/** Runs things later. Thread-safe; tasks are short, must not block and must not throw. */
public interface Scheduler {
    /**
     * Runs a task once, after a delay.
     *
     * @param task what to run; on a thread of the scheduler's own choosing
     * @param delayNanos when, in nanoseconds from now; zero or less means at once, but never on the calling thread's stack
     * @return cancels the task if it has not begun
     * @throws java.util.concurrent.RejectedExecutionException if the scheduler is closed
     */
    Scheduled schedule(Runnable task, long delayNanos);

    /** A task that may still be called off. */
    @FunctionalInterface
    interface Scheduled {
        /** Calls the task off if it has not begun. Idempotent. */
        void cancel();
    }
}
