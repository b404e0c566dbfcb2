package dev.tarn.tiered;

import dev.tarn.RemovalCause;
import dev.tarn.WriteStatus;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Does what must be done from time to time: reclaims dead and voided entries a slice at a time, repeats what the remote tier did not take, and
 * has the advisor look. Runs on the executor, started by the scheduler.
 */
final class Upkeep<K, V> {
    private static final System.Logger LOG = System.getLogger("dev.tarn");
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FIRST_REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SLOWEST_REPEAT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int SMALLEST_SLICE = 1_000;
    private static final int SWEEPS_PER_ROUND = 30;
    private static final int KEYS_PER_REPEAT = 500;

    private static final int SWEEPS_PER_LOOK = 60;

    private final Core<K, V> core;
    private final Runnable look;
    private final AtomicBoolean repeating = new AtomicBoolean();
    private final AtomicLong turns = new AtomicLong();
    private volatile long pauseNanos = FIRST_REPEAT_NANOS;
    private volatile boolean closed;
    private int sweeps; // of the one sweep that is under way

    /**
     * Creates the upkeep.
     *
     * @param look is run about once a minute
     */
    Upkeep(Core<K, V> core, Runnable look) {
        this.core = core;
        this.look = look;
    }

    /** Starts the sweeps. */
    void start() {
        later(this::sweepAndGoOn, SWEEP_NANOS);
    }

    /** Has something done again and again, also if it fails. */
    void each(long nanos, Runnable task) {
        later(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.log(Level.WARNING, () -> "upkeep of cache " + core.id() + " failed", e);
                    }
                    each(nanos, task);
                },
                nanos);
    }

    void close() {
        closed = true;
    }

    private void sweepAndGoOn() {
        sweep();
        if (++sweeps % SWEEPS_PER_LOOK == 0) {
            look.run();
        }
        later(this::sweepAndGoOn, SWEEP_NANOS);
    }

    private void sweep() {
        long now = core.clock().nanos();
        LocalTiers<K, V> locals = core.locals();
        for (int tier = 0; tier < locals.count(); tier++) {
            LocalStore<K, V> store = locals.store(tier);
            int slice = (int) Math.min(Integer.MAX_VALUE, Math.max(SMALLEST_SLICE, store.size() / SWEEPS_PER_ROUND));
            int reclaimed = store.reclaim(entry -> isGarbage(entry, now), slice);
            if (reclaimed > 0) {
                locals.counts(tier).evicted(RemovalCause.EXPIRED, reclaimed);
            }
        }
    }

    private boolean isGarbage(Entry<V> entry, long now) {
        return core.lifetimes().isDead(entry, now)
                || !core.coherence().validity().isValid(entry);
    }

    /** Repeats what is pending, soon. */
    void repeatSoon(Writes<K, V> writes) {
        if (repeating.compareAndSet(false, true)) {
            long pause = pauseNanos;
            pauseNanos = Math.min(SLOWEST_REPEAT_NANOS, pause * 2);
            schedule(writes, pause);
        }
    }

    /** Repeats what is pending, at once: the remote tier is said to be back. */
    void repeatNow(Writes<K, V> writes) {
        pauseNanos = FIRST_REPEAT_NANOS;
        if (!core.pending().isEmpty()) {
            repeating.set(true);
            schedule(writes, 0);
        }
    }

    /** Schedules the next repeat; one that was scheduled before and has not begun does nothing any more. */
    private void schedule(Writes<K, V> writes, long delayNanos) {
        long turn = turns.incrementAndGet();
        later(() -> repeat(writes, turn), delayNanos);
    }

    private void repeat(Writes<K, V> writes, long turn) {
        if (turns.get() != turn || closed) {
            return;
        }
        try {
            writes.repeat(KEYS_PER_REPEAT).whenComplete((status, failure) -> goOn(writes, turn, status));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, () -> "cache " + core.id() + " could not repeat changes, it tries again", e);
            goOn(writes, turn, null);
        }
    }

    private void goOn(Writes<K, V> writes, long turn, @Nullable WriteStatus status) {
        if (turns.get() != turn) {
            return;
        }
        repeating.set(
                false); // before the look at what is pending: whoever adds to it after the look finds the way free
        if (core.pending().isEmpty()) {
            pauseNanos = FIRST_REPEAT_NANOS;
        } else if (status == WriteStatus.APPLIED) {
            repeatNow(writes);
        } else {
            repeatSoon(writes);
        }
    }

    private void later(Runnable task, long delayNanos) {
        if (closed) {
            return;
        }
        try {
            core.scheduler().schedule(() -> onExecutor(task), delayNanos);
        } catch (RejectedExecutionException e) {
            closed = true; // the Tarn that owns the scheduler is being closed
        }
    }

    private void onExecutor(Runnable task) {
        try {
            core.executor().execute(task);
        } catch (RejectedExecutionException e) {
            later(task, SWEEP_NANOS); // busy: the work can wait
        }
    }
}
