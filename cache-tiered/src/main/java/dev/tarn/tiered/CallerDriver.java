package dev.tarn.tiered;

import dev.tarn.CacheInterruptedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the steps of a descent on the thread that waits for it: the blocking face of an asynchronous core.
 *
 * <p>I/O threads put steps in with {@link #execute}; the owner takes them out in {@link #await}. When the owner leaves (its result is
 * there, or it was interrupted) what is left, and what comes later, goes to the fallback executor, so that nobody else's wait depends on
 * a thread that has gone.
 */
final class CallerDriver implements Executor {
    private final Thread owner = Thread.currentThread();
    private final ConcurrentLinkedQueue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final Executor fallback;
    private volatile boolean left;

    CallerDriver(Executor fallback) {
        this.fallback = fallback;
    }

    @Override
    public void execute(Runnable step) {
        steps.add(step);
        if (left) {
            handOver();
        } else if (Thread.currentThread() != owner) {
            LockSupport.unpark(owner);
        }
    }

    /** Wakes the owner, after its result was completed by somebody else. */
    void wake() {
        LockSupport.unpark(owner);
    }

    /**
     * Runs steps until the result is there. Whoever completes it on another thread must {@link #wake} the owner.
     *
     * @throws CacheInterruptedException if the owner is interrupted; its flag is set again
     */
    void await(CompletableFuture<?> result, String what) {
        try {
            while (!result.isDone()) {
                Runnable step = steps.poll();
                if (step != null) {
                    step.run();
                } else {
                    LockSupport.park(this);
                    if (Thread.interrupted()) {
                        throw Waiting.interrupted(what, new InterruptedException());
                    }
                }
            }
        } finally {
            left = true;
            handOver();
        }
    }

    private void handOver() {
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            fallback.execute(step);
        }
    }
}
