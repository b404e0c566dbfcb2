package dev.tarn.tiered;

import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Scheduler;

/**
 * Gives meters the key of a read now and then. Sampling is by time, not by count: a task says that a key is due, and the next read takes note
 * of it. So reads share nothing that they write, and where no meters want keys a read looks at a field that never changes. Thread-safe.
 */
final class KeySamples {
    private final CacheMeters meters;
    private volatile boolean due;
    private volatile boolean closed;

    KeySamples(CacheMeters meters) {
        this.meters = meters;
    }

    /** Begins to sample, if the meters want it. */
    void start(Scheduler scheduler) {
        long pause = meters.keySampleNanos();
        if (pause > 0) {
            next(scheduler, pause);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the cache
    private void next(Scheduler scheduler, long pause) {
        scheduler.schedule(
                () -> {
                    if (!closed) {
                        due = true;
                        next(scheduler, pause);
                    }
                },
                pause);
    }

    /** Tells whether the key of a read is wanted. */
    boolean isDue() {
        return due;
    }

    /** Takes the key that is wanted. Several threads that come at once may each bring one. */
    void take(Object key) {
        due = false;
        meters.sampledKey(key);
    }

    void close() {
        closed = true;
    }
}
