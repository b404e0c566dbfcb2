package dev.tarn.local;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs Caffeine's upkeep on another executor, and something of ours after it. Thread-safe.
 *
 * <p>Reads cause upkeep, so what is allocated here is paid for by hits. Caffeine has but one upkeep task, which it hands over again and
 * again, made so that a fork-join pool takes it as it is; the task around it is of the same kind and is kept.
 */
final class UpkeepExecutor implements Executor {
    private final Executor executor;
    private final Runnable after;
    private volatile @Nullable Upkeep kept;

    UpkeepExecutor(Executor executor, Runnable after) {
        this.executor = executor;
        this.after = after;
    }

    @Override
    public void execute(Runnable task) {
        Upkeep upkeep = kept;
        if (upkeep == null || upkeep.task != task) {
            upkeep = new Upkeep(task, after);
            kept = upkeep;
        }
        executor.execute(upkeep);
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
