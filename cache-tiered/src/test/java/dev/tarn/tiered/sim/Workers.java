package dev.tarn.tiered.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a task stop in the middle, for a loader that takes time, while only one thread ever runs.
 *
 * <p>Mostly that costs nothing: the loader itself goes on with the simulation until its time is over, and then returns. A load that begins
 * meanwhile does the same, one level further in, provided that it ends sooner. One that ends later cannot: it runs on a thread of its own, and
 * that thread and the simulation's hand the turn to each other, which takes some microseconds. So only one in {@value #SHARE} does; the rest end sooner
 * instead: loads that overlap in any order are in every schedule anyway, since half of the reads have loaders that no thread waits for.
 */
final class Workers implements AutoCloseable {
    /** One in so many of the loads that end later than others takes its time on a thread of its own. A power of two. */
    private static final int SHARE = 8;

    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Thread owner = Thread.currentThread();
    /** Says a line for each outage and each return, of which there are thousands here; quiet until {@link #close}. */
    private final Logger outages = Logger.getLogger("dev.tarn");

    private final @Nullable Level formerLevel = outages.getLevel();
    /** When the innermost load ends that goes on with the simulation. */
    private long innermostEnd = Long.MAX_VALUE;
    /** How long the load of the task may take that runs on the owner's thread. */
    private long allowance;

    private @Nullable Throwable failure;

    Workers() {
        outages.setLevel(Level.OFF);
    }

    /** Runs a task whose load takes a while, until it ends or stops for the first time. */
    void run(Runnable task, long seed, Agenda agenda, long nanos) {
        long room = innermostEnd - agenda.now();
        boolean isLonger = nanos > room;
        if (isLonger && (seed & (SHARE - 1)) == 0) {
            runElsewhere(task, seed, nanos);
            return;
        }
        long before = allowance;
        allowance = isLonger ? (seed >>> 8) % (room + 1) : nanos;
        try {
            task.run();
        } finally {
            allowance = before;
        }
    }

    private void runElsewhere(Runnable task, long seed, long nanos) {
        Worker worker = idle.poll();
        if (worker == null) {
            worker = new Worker(owner);
            worker.setDaemon(true);
            worker.start();
        }
        worker.task = task;
        worker.seed = seed;
        worker.allowance = nanos;
        resume(worker);
    }

    /** Returns the worker that this thread is, or null. */
    static @Nullable Worker current() {
        return Thread.currentThread() instanceof Worker worker ? worker : null;
    }

    /** Returns how long the load that calls takes, in nanoseconds. */
    long takeAllowance() {
        Worker worker = current();
        if (worker != null) {
            return worker.allowance;
        }
        long nanos = allowance;
        allowance = 0;
        return nanos;
    }

    /** Goes on with the simulation, in the middle of a load on the owner's thread. */
    void wait(Agenda agenda, long end) {
        long outerEnd = innermostEnd;
        innermostEnd = end;
        Object load = ThreadState.leaveLoad();
        try {
            agenda.runUntil(end);
        } catch (Throwable e) {
            failure = failure == null ? e : failure; // the product takes it for a failure of its loader
            throw e;
        } finally {
            ThreadState.enterLoad(load);
            innermostEnd = outerEnd;
        }
    }

    /** Fails if something has failed in the simulation that only a load has heard of. */
    void check() {
        Throwable first = failure;
        failure = null;
        if (first != null) {
            throw new AssertionError("an event failed", first);
        }
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
        Throwable thrown = worker.failure;
        if (thrown != null) {
            worker.failure = null;
            throw new AssertionError("a task failed", thrown);
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
        private long allowance;

        Worker(Thread owner) {
            super("simulated loader");
            this.owner = owner;
            ThreadState.setId(this, ID);
        }

        @Override
        public void run() {
            for (awaitTurn(); !ended; awaitTurn()) {
                Runnable now = task;
                try {
                    ThreadState.setSeed(seed);
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
