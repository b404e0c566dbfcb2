package dev.tarn.local;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs Caffeine's upkeep where it costs least: what a write causes on the thread that writes, what a read causes on a pool. Thread-safe.
 *
 * <p>Nearly every write causes some, and to wake a thread of the pool for it costs more than the upkeep itself. Of writes that follow each other the
 * upkeep is done once; Caffeine is used to its being late, and writers who find too much left to do begin with it. Reads cause it seldom, and
 * in between Caffeine forgets some of them rather than hold up a hit; done by the reader, the upkeep would be most of the cost of a hit.
 *
 * <p>What is allocated here is paid for by hits. Caffeine has but one upkeep task, which it hands over again and again, made so that a
 * fork-join pool takes it as it is; the task around it is of the same kind and is kept.
 */
final class UpkeepExecutor implements Executor {
    /** Where a state has the number of writes. */
    private static final int WRITES = 0;
    /** Where it has the number of calls of {@link #together}. */
    private static final int TOGETHER = 1;
    /** Where it tells whether upkeep waits for the end of those: 0 or 1. */
    private static final int DUE = 2;

    private static final int STATE = 3;

    private final Executor pool;
    private final Runnable after;
    /** What this thread is in the middle of; an array, so that no class of ours outlives its loader in a thread. */
    private final ThreadLocal<int[]> states = ThreadLocal.withInitial(() -> new int[STATE]);

    private volatile @Nullable Upkeep kept;
    /** Caffeine's task; it has one. Set by whoever has it wait. */
    private volatile @Nullable Runnable waiting;

    /**
     * Creates an executor.
     *
     * @param pool runs what reads cause
     * @param after is run by the pool after each upkeep
     */
    UpkeepExecutor(Executor pool, Runnable after) {
        this.pool = pool;
        this.after = after;
    }

    /** Runs a write; the upkeep that it causes is done when it returns, or under way on another thread. */
    void writing(Runnable write) {
        int[] state = states.get();
        state[WRITES]++;
        try {
            write.run();
        } finally {
            state[WRITES]--;
        }
    }

    /** Runs writes that follow each other; the upkeep that they cause is done when they are over. */
    void together(Runnable writes) {
        int[] state = states.get();
        state[TOGETHER]++;
        try {
            writes.run();
        } finally {
            state[TOGETHER]--;
            Runnable task = waiting;
            if (task != null && state[DUE] > 0 && state[TOGETHER] == 0) {
                state[DUE] = 0;
                writing(task);
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        int[] state = states.get();
        if (state[TOGETHER] > 0) {
            state[DUE] = 1;
            waiting = task;
        } else if (state[WRITES] > 0) {
            task.run();
        } else {
            pool.execute(around(task));
        }
    }

    private Upkeep around(Runnable task) {
        Upkeep upkeep = kept;
        if (upkeep == null || upkeep.task != task) {
            upkeep = new Upkeep(task, after);
            kept = upkeep;
        }
        return upkeep;
    }

    /** Runs two things, one after the other; never completes, so that a pool can run it again. */
    private static final class Upkeep extends ForkJoinTask<@Nullable Void> implements Runnable {
        private static final long serialVersionUID = 1L;

        private final transient Runnable task;
        private final transient Runnable after;

        Upkeep(Runnable task, Runnable after) {
            this.task = task;
            this.after = after;
        }

        @Override
        public void run() {
            task.run();
            after.run();
        }

        @Override
        protected boolean exec() {
            run();
            return false;
        }

        @Override
        public @Nullable Void getRawResult() {
            return null;
        }

        @Override
        protected void setRawResult(@Nullable Void result) {
            // there is none
        }
    }
}
