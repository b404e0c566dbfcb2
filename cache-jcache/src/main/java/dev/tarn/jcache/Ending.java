package dev.tarn.jcache;

import dev.tarn.spi.Clock;
import java.lang.System.Logger;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** Asks the expiry policy when entries end. A policy that throws ends nothing: the specification leaves it open, and a cache goes on. */
final class Ending {
    /** Says that the policy leaves the end as it is. */
    static final long UNCHANGED = -1;

    private static final Logger LOG = System.getLogger(Ending.class.getName());

    private final ExpiryPolicy policy;
    private final Clock clock;

    Ending(ExpiryPolicy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    long now() {
        return clock.millis();
    }

    /** Tells whether the time of a value has come; reads no clock for one that does not end. */
    boolean isOver(Held<?> held) {
        long endsAt = held.endsAt();
        return endsAt != Held.NEVER && endsAt <= clock.millis();
    }

    /** Returns the end of a new entry. */
    long afterCreation() {
        long endsAt = asked(policy::getExpiryForCreation);
        return endsAt == UNCHANGED ? Held.NEVER : endsAt;
    }

    /** Returns the end of an entry that gets another value, or {@link #UNCHANGED}. */
    long afterUpdate() {
        return asked(policy::getExpiryForUpdate);
    }

    /** Returns the end of an entry that was read, or {@link #UNCHANGED}. */
    long afterAccess() {
        try {
            return endOf(policy.getExpiryForAccess()); // asked here, not through a lambda: every hit comes by
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** Closes the policy if it can be closed. */
    void close() {
        Closing.close(policy);
    }

    private long asked(Supplier<Duration> question) {
        try {
            return endOf(question.get());
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private static long failed(RuntimeException failure) {
        LOG.log(Logger.Level.WARNING, "The expiry policy failed; ends stay as they are", failure);
        return UNCHANGED;
    }

    private long endOf(@Nullable Duration duration) {
        if (duration == null) {
            return UNCHANGED;
        }
        if (duration.isEternal()) {
            return Held.NEVER;
        }
        if (duration.isZero()) {
            return 0;
        }
        long now = clock.millis();
        TimeUnit unit = duration.getTimeUnit();
        long millis = Math.max(1, unit.toMillis(duration.getDurationAmount()));
        return millis >= Held.NEVER - now ? Held.NEVER : now + millis;
    }
}
