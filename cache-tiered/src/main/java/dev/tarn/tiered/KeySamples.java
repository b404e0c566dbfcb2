package dev.tarn.tiered;

import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gives meters the key of a read now and then, and a recording that is under way the key of each. Sampling is by time, not by count: a task says that a
 * key is due, and the next read takes note of it. So reads share nothing that they write, and where nobody wants keys a read looks at a field
 * that never changes. Thread-safe.
 */
final class KeySamples {
    private final CacheMeters meters;
    /** What reads look at: set while any of the next two is; then another time at most. */
    private volatile boolean wanted;

    private volatile boolean due;
    private volatile @Nullable TraceRecording recording;
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
                        wanted = true;
                        next(scheduler, pause);
                    }
                },
                pause);
    }

    /**
     * Gives every read to a recording, too, until {@link #recordNoMore}.
     *
     * @throws IllegalStateException if there is another one, or the cache is closed
     */
    synchronized void record(TraceRecording next) {
        checkFree();
        recording = next;
        wanted = true;
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

    /** Tells whether the key of a read is wanted. */
    boolean isDue() {
        return wanted;
    }

    /** Takes the key that is wanted. Several threads that come at once may each bring one to the meters. */
    void take(Object key) {
        TraceRecording now = recording;
        if (now != null) {
            now.read(key);
        }
        if (due) {
            due = false;
            meters.sampledKey(key);
        }
        if (now == null) {
            wanted = false;
            if (due || recording != null) { // whoever came in between
                wanted = true;
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
