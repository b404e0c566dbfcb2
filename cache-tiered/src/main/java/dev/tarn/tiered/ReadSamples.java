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
 * Takes a close look at a read now and then: its key and its time for the meters, what it was answered with for the {@link Auditor}. Sampling
 * is by time, not by count: a task says that a read is due, and the next one takes note of itself. So reads share nothing that they write, and
 * where nobody wants samples a read looks at a field that never changes. A task that finds that nobody has come since the last time comes
 * less often, so that a cache at rest costs little. Thread-safe.
 */
final class ReadSamples<K, V> {
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CacheMeters meters;
    private final @Nullable Duration auditPause;
    private volatile boolean due;
    private volatile boolean metersDue;
    private volatile boolean auditDue;
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
     * Takes a read that is to be sampled and that no local tier has answered. Several threads that come at once may each bring one.
     *
     * @param key its key
     */
    void take(K key) {
        due = auditDue;
        if (metersDue) {
            metersDue = false;
            meters.sampledKey(key);
        }
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
        due = false;
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
    }

    void close() {
        closed = true;
    }
}
