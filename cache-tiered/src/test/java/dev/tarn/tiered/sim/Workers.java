package dev.tarn.tiered.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a task stop in the middle, for a loader that takes time: it runs on a thread of its own, and that thread and the simulation's
 * hand the turn to each other, so that only one of them ever runs. A turn costs some microseconds; tasks that need not stop should not
 * come here.
 */
final class Workers implements AutoCloseable {
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Thread owner = Thread.currentThread();
    /** Says a line for each outage and each return, of which there are thousands here; quiet until {@link #close}. */
    private final Logger outages = Logger.getLogger("dev.tarn");

    private final @Nullable Level formerLevel = outages.getLevel();

    Workers() {
        outages.setLevel(Level.OFF);
    }

    /** Runs a task on a worker until it ends or stops for the first time. */
    void run(Runnable task, long seed) {
        Worker worker = idle.poll();
        if (worker == null) {
            worker = new Worker(owner);
            worker.setDaemon(true);
            worker.start();
        }
        worker.task = task;
        worker.seed = seed;
        resume(worker);
    }

    /** Returns the worker that this thread is, or null. */
    static @Nullable Worker current() {
        return Thread.currentThread() instanceof Worker worker ? worker : null;
    }

    /** Gives a worker its turn, until it ends its task or stops. */
    void resume(Worker worker) {
        worker.turn = true;
        LockSupport.unpark(worker);
        while (worker.turn) {
            LockSupport.park(this);
        }
        if (worker.task == null) {
            idle.push(worker);
        }
        Throwable failure = worker.failure;
        if (failure != null) {
            worker.failure = null;
            throw new AssertionError("a task failed", failure);
        }
    }

    /** Ends the idle threads, and lets outages be logged again. */
    @Override
    public void close() {
        for (Worker worker : idle) {
            worker.ended = true;
            worker.turn = true;
            LockSupport.unpark(worker);
        }
        idle.clear();
        outages.setLevel(formerLevel);
    }

    /** A thread that runs only when it is its turn. */
    static final class Worker extends Thread {
        private static final long ID = 1L << 40;

        private final Thread owner;
        private volatile boolean turn;
        private volatile boolean ended;
        private @Nullable Runnable task;
        private @Nullable Throwable failure;
        private long seed;

        Worker(Thread owner) {
            super("simulated loader");
            this.owner = owner;
            ThreadSeed.setId(this, ID);
        }

        @Override
        public void run() {
            for (awaitTurn(); !ended; awaitTurn()) {
                Runnable now = task;
                try {
                    ThreadSeed.set(seed);
                    if (now != null) {
                        now.run();
                    }
                } catch (Throwable e) {
                    failure = e;
                }
                task = null;
                giveTurn();
            }
        }

        /** Stops until somebody {@linkplain Workers#resume resumes} this worker. */
        void halt() {
            giveTurn();
            awaitTurn();
        }

        private void giveTurn() {
            turn = false;
            LockSupport.unpark(owner);
        }

        private void awaitTurn() {
            while (!turn) {
                LockSupport.park(this);
            }
        }
    }
}
