package dev.tarn.testing.time;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An executor that runs nothing by itself: a test takes the tasks one step at a time, on its own thread.
 *
 * <p>Thread-safe. Tasks run in the order in which they came.
 */
public final class SteppingExecutor implements Executor {
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
        waiting.add(task);
    }

    /**
     * Runs the next task.
     *
     * @throws IllegalStateException if none waits
     */
    public void step() {
        Runnable task = poll();
        if (task == null) {
            throw new IllegalStateException("no task waits");
        }
        task.run();
    }

    /** Runs tasks until none waits, also those that the tasks bring, and returns how many ran. */
    public int runAll() {
        int count = 0;
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
            count++;
        }
        return count;
    }

    /** Returns how many tasks wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    private synchronized @Nullable Runnable poll() {
        return waiting.poll();
    }
}
