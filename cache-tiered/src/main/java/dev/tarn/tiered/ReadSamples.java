package dev.tarn.tiered;

import dev.tarn.spi.Entry;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a close look at a read now and then: its key and its time for the meters, what it was answered with for the {@link Auditor}; and gives a
 * recording that is under way the key of each. Sampling is by time, not by count: a task says that a read is due, and the next one takes note of itself. So reads share nothing that they write, and
 * where nobody wants samples a read looks at a field that never changes. A task that finds that nobody has come since the last time comes
 * less often, so that a cache at rest costs little. Thread-safe.
 */
final class ReadSamples<K, V> {
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CacheMeters meters;
    private final @Nullable Duration auditPause;
    /** What reads look at: set while any of the next three is; then another time at most. */
    private volatile boolean due;

    private volatile boolean metersDue;
    private volatile boolean auditDue;
    private volatile @Nullable TraceRecording recording;
    private volatile boolean closed;
    private volatile @Nullable Auditor<K, V> auditor;

    /**
     * Creates samples; none are due before {@link #start}.
     *
     * @param auditPause the time from audit to audit, or null for none
     */
    ReadSamples(CacheMeters meters, @Nullable Duration auditPause) {
        this.meters = meters;
        this.auditPause = auditPause;
    }

    /**
     * Begins to sample, if anybody wants it.
     *
     * @param core of the cache, which must hold these samples
     */
    void start(Core<K, V> core) {
        long pause = meters.keySampleNanos();
        if (pause > 0) {
            next(core.scheduler(), pause, pause, this::wantedByMeters);
        }
        RemoteAccess<V> remote = core.remote();
        if (auditPause != null && remote != null && core.locals().count() > 0) {
            auditor = new Auditor<>(core, remote);
            long audits = auditPause.toNanos();
            next(core.scheduler(), audits, audits, this::wantedByAuditor);
        }
    }

    /** Tells whether the sample before was taken, and has the next one taken. */
    private boolean wantedByMeters() {
        boolean taken = !metersDue;
        metersDue = true;
        return taken;
    }

    private boolean wantedByAuditor() {
        boolean taken = !auditDue;
        auditDue = true;
        return taken;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the cache
    private void next(Scheduler scheduler, long pause, long shortest, BooleanSupplier wanted) {
        try {
            scheduler.schedule(
                    () -> {
                        if (!closed) {
                            boolean busy = wanted.getAsBoolean();
                            due = true;
                            long longest = Math.max(shortest, LONGEST_PAUSE_NANOS);
                            next(scheduler, busy ? shortest : Math.min(2 * pause, longest), shortest, wanted);
                        }
                    },
                    pause);
        } catch (RejectedExecutionException e) {
            closed = true; // the Tarn that owns the scheduler is being closed
        }
    }

    /** Tells whether a read is to be sampled. */
    boolean isDue() {
        return due;
    }

    /**
     * Gives every read to a recording, too, until {@link #recordNoMore}.
     *
     * @throws IllegalStateException if there is another one, or the cache is closed
     */
    synchronized void record(TraceRecording next) {
        checkFree();
        recording = next;
        due = true;
    }

    /**
     * Refuses where no recording may begin.
     *
     * @throws IllegalStateException if there is one already, or the cache is closed
     */
    synchronized void checkFree() {
        if (recording != null || closed) {
            throw new IllegalStateException(
                    closed ? "the cache is closed" : "a recording is under way; a cache has one at a time");
        }
    }

    /** Ends that; does nothing if another one has begun. */
    synchronized void recordNoMore(TraceRecording last) {
        if (recording == last) {
            recording = null;
        }
    }

    /**
     * Takes a read that is to be sampled and that no local tier has answered. Several threads that come at once may each bring one to the meters.
     *
     * @param key its key
     */
    void take(K key) {
        record(key);
        if (metersDue) {
            metersDue = false;
            meters.sampledKey(key);
        }
        taken();
    }

    /**
     * Takes a read that is to be sampled and that a local tier has answered.
     *
     * @param key its key
     * @param served its answer
     * @param tier the name of the tier
     * @param nanos how long it took
     */
    void take(K key, Entry<V> served, String tier, long nanos) {
        record(key);
        if (metersDue) {
            metersDue = false;
            meters.sampledKey(key);
            meters.localHit(tier, nanos);
        }
        Auditor<K, V> wanting = auditor;
        if (auditDue && wanting != null) {
            auditDue = false;
            wanting.look(key, served, tier);
        }
        taken();
    }

    private void record(K key) {
        TraceRecording now = recording;
        if (now != null) {
            now.read(key);
        }
    }

    private void taken() {
        if (recording == null) {
            due = false;
            if (metersDue || auditDue || recording != null) { // whoever came in between, or waits for a hit
                due = true;
            }
        }
    }

    void close() {
        TraceRecording last;
        synchronized (this) {
            closed = true;
            last = recording;
        }
        if (last != null) {
            last.close(); // not under the lock: it may wait for whoever writes, who may wait for the lock
        }
    }
}
