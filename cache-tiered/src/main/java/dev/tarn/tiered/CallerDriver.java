package dev.tarn.tiered;

import dev.tarn.CacheInterruptedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the steps of a descent on the thread that waits for it: the blocking face of an asynchronous core.
 *
 * <p>I/O threads put steps in with {@link #execute}; the owner takes them out in {@link #await}. When the owner leaves (its result is
 * there, or it was interrupted) or is {@linkplain #away away} in a loader, what is left, and what comes, goes to the fallback executor,
 * so that nobody else's wait depends on a thread that has gone or that may itself wait for somebody.
 */
final class CallerDriver implements Executor {
    private final Thread owner = Thread.currentThread();
    private final ConcurrentLinkedQueue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final Executor fallback;
    private volatile boolean absent;

    /** A step that wants to know if nobody will run it. */
    interface Step extends Runnable {
        /** Hears that the step will not be run. */
        void refused(RejectedExecutionException refusal);
    }

    CallerDriver(Executor fallback) {
        this.fallback = fallback;
    }

    @Override
    public void execute(Runnable step) {
        steps.add(step);
        if (Thread.currentThread() == owner) {
            return;
        }
        if (absent) {
            handOver();
        } else {
            LockSupport.unpark(owner);
        }
    }

    /** Wakes the owner, if its result was completed by somebody else: a wake-up of its own would only spoil its next wait. */
    void wake() {
        if (Thread.currentThread() != owner) {
            LockSupport.unpark(owner);
        }
    }

    /** Runs what may take long or wait for others; meanwhile the other steps go to the fallback executor. */
    void away(Runnable work) {
        if (Thread.currentThread() != owner || absent) {
            work.run();
            return;
        }
        absent = true;
        try {
            handOver();
            work.run();
        } finally {
            absent = false;
        }
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
            absent = true;
            handOver();
        }
    }

    private void handOver() {
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            try {
                fallback.execute(step);
            } catch (RejectedExecutionException e) {
                if (step instanceof Step refusable) {
                    refusable.refused(e);
                }
            }
        }
    }
}
