package dev.tarn.local;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs Caffeine's upkeep where it costs least: what a write causes on the thread that writes, what a read causes on a pool. Thread-safe.
 *
 * <p>Nearly every write causes some, and to wake a thread of the pool for it costs more than the upkeep itself. Reads cause it seldom, and
 * in between Caffeine forgets some of them rather than hold up a hit; done by the reader, the upkeep would be most of the cost of a hit.
 *
 * <p>What is allocated here is paid for by hits. Caffeine has but one upkeep task, which it hands over again and again, made so that a
 * fork-join pool takes it as it is; the task around it is of the same kind and is kept.
 */
final class UpkeepExecutor implements Executor {
    private final Executor pool;
    private final Runnable after;
    /** How many writes this thread is in the middle of; an array, so that no class of ours outlives its loader in a thread. */
    private final ThreadLocal<int[]> writes = ThreadLocal.withInitial(() -> new int[1]);

    private volatile @Nullable Upkeep kept;

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
        int[] depth = writes.get();
        depth[0]++;
        try {
            write.run();
        } finally {
            depth[0]--;
        }
    }

    @Override
    public void execute(Runnable task) {
        if (writes.get()[0] > 0) {
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
