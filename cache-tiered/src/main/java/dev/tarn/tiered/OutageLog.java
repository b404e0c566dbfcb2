package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.spi.Clock;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes one line when the remote tier goes away and one when it is back, and at most one line every ten seconds about values that cannot
 * be read or written, so that an outage does not drown the log. Never logs keys or values.
 */
final class OutageLog {
    private static final Logger LOG = System.getLogger("dev.tarn");
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String cache;
    private final Clock clock;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicLong loggedAt;

    OutageLog(String cache, Clock clock) {
        this.cache = cache;
        this.clock = clock;
        this.loggedAt = new AtomicLong(clock.nanos() - QUIET_NANOS);
    }

    /** Tells whether the remote tier failed when it was asked last. */
    boolean isAway() {
        return away.get();
    }

    void failed(String operation, Throwable failure) {
        if (!away.get() && away.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "cache {0}: the remote tier failed at {1} ({2}); going on without it",
                    cache,
                    operation,
                    failure);
        }
    }

    void answered() {
        if (away.get() && away.compareAndSet(true, false)) {
            LOG.log(Level.INFO, "cache {0}: the remote tier answers again", cache);
        }
    }

    void unreadable(CodecException failure) {
        seldom("an entry of the remote tier cannot be read and counts as a miss", failure);
    }

    void refused(CodecException failure) {
        seldom("a value cannot be stored in the remote tier", failure);
    }

    private void seldom(String what, CodecException failure) {
        long now = clock.nanos();
        long last = loggedAt.get();
        if (now - last >= QUIET_NANOS && loggedAt.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "cache {0}: {1}: {2}, {3}", cache, what, failure.reason(), failure.getMessage());
        }
    }
}
