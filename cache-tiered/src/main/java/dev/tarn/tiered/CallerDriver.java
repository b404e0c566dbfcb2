package dev.tarn.tiered;

import dev.tarn.CacheInterruptedException;
import dev.tarn.spi.Clock;
import java.util.List;
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
    private final Clock clock;
    private final Patience patience;
    private volatile boolean absent;
    private volatile boolean parked;

    /** A step that wants to know if nobody will run it. */
    interface Step extends Runnable {
        /** Hears that the step will not be run. */
        void refused(RejectedExecutionException refusal);
    }

    CallerDriver(Executor fallback, Clock clock, Patience patience) {
        this.fallback = fallback;
        this.clock = clock;
        this.patience = patience;
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
            wake();
        }
    }

    /** Wakes the owner if it sleeps; called after what it waits for is there. */
    void wake() {
        if (parked) {
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
            runUntil(result, what);
        } finally {
            leave();
        }
    }

    /** Runs steps until all results are there, as {@link #await(CompletableFuture, String)} does. */
    void await(List<? extends CompletableFuture<?>> results, String what) {
        try {
            for (CompletableFuture<?> result : results) {
                runUntil(result, what);
            }
        } finally {
            leave();
        }
    }

    private void leave() {
        absent = true;
        handOver();
    }

    private void runUntil(CompletableFuture<?> result, String what) {
        while (!result.isDone()) {
            Runnable step = steps.poll();
            if (step != null) {
                step.run();
            } else if (!isSoonOver(result)) {
                park(result);
                if (Thread.interrupted()) {
                    throw Waiting.interrupted(what, new InterruptedException());
                }
            }
        }
    }

    /** Waits for the result or a step without parking; returns whether one came. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but speed
    private boolean isSoonOver(CompletableFuture<?> result) {
        int turns = patience.turns();
        if (turns == 0) {
            return false;
        }
        long before = clock.nanos();
        while (turns-- > 0) {
            Thread.yield();
            long now = clock.nanos();
            boolean over = !isIdle(result);
            if (patience.isPassedOver(now - before)) {
                return over;
            }
            if (over) {
                patience.covered();
                return true;
            }
            before = now;
        }
        patience.exhausted();
        return false;
    }

    /** Parks unless something came in the meantime: whoever brings it looks at the flag afterwards. */
    private void park(CompletableFuture<?> result) {
        parked = true;
        if (isIdle(result)) {
            LockSupport.park(this);
        }
        parked = false;
    }

    private boolean isIdle(CompletableFuture<?> result) {
        return steps.isEmpty() && !result.isDone();
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
