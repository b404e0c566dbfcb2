package dev.tarn;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a cache does while its source is slow or failing. Immutable; every method that changes something returns a new instance.
 *
 * <pre>{@code
 * FailSafe.defaults()
 *     .softTimeout(Duration.ofMillis(50))
 *     .hardTimeout(Duration.ofSeconds(2))
 *     .neverStaleOn(List.of(AccessDenied.class))
 *     .backOff(Duration.ofMillis(200), Duration.ofSeconds(30))
 * }</pre>
 *
 * <p>A stale value is one past its time to live and within the cache's {@code staleFor}; without that there are none. Time-outs end a
 * caller's wait, never a load: a late load goes on, and what it gives is stored if an invalidation has not come in between.
 *
 * @param softTimeout how long who could have a stale value waits for the new one; zero, as it is unless set, serves the stale value at once,
 *     as reads of many keys always do
 * @param hardTimeout how long a caller waits for a load at most before it gets a {@link LoadTimeoutException}, or the stale value; null,
 *     as it is unless set, means for as long as it takes. With it, loads run on the executor of the {@code Tarn} and not on the caller
 * @param staleOn failures of a load on which a stale value may be served; all exceptions unless set. Subclasses count
 * @param neverStaleOn failures on which a stale value is not served although {@code staleOn} holds them
 * @param firstPause how long the load of a key is not repeated after a first failure, as long as a stale value is there
 * @param longestPause the longest such pause: each failure in a row doubles it, and each pause is a quarter longer or shorter by chance
 * @param cachesFailures whether a key without a stale value fails with the same failure, without a load, until the pause is over
 */
public record FailSafe(
        Duration softTimeout,
        @Nullable Duration hardTimeout,
        List<Class<? extends Throwable>> staleOn,
        List<Class<? extends Throwable>> neverStaleOn,
        Duration firstPause,
        Duration longestPause,
        boolean cachesFailures) {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final FailSafe DEFAULTS = new FailSafe(
            Duration.ZERO,
            null,
            List.of(Exception.class),
            List.of(),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            false);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a duration is negative or longer than a day, {@code hardTimeout} or {@code firstPause} is zero,
     *     {@code softTimeout} is not shorter than {@code hardTimeout}, or {@code longestPause} is shorter than {@code firstPause}
     */
    public FailSafe {
        within("softTimeout", softTimeout, Duration.ZERO);
        if (hardTimeout != null) {
            within("hardTimeout", hardTimeout, Duration.ofMillis(1));
            if (softTimeout.compareTo(hardTimeout) >= 0) {
                throw new IllegalArgumentException(
                        "softTimeout is " + softTimeout + ", it must be shorter than hardTimeout, " + hardTimeout);
            }
        }
        within("firstPause", firstPause, Duration.ofMillis(1));
        within("longestPause", longestPause, firstPause);
        staleOn = List.copyOf(staleOn);
        neverStaleOn = List.copyOf(neverStaleOn);
    }

    /** Returns what holds unless set: no time-outs, a stale value on every exception, pauses from 200 milliseconds to 10 seconds. */
    public static FailSafe defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these settings with another soft time-out.
     *
     * @param timeout zero or longer, and shorter than the hard time-out
     */
    public FailSafe softTimeout(Duration timeout) {
        return new FailSafe(timeout, hardTimeout, staleOn, neverStaleOn, firstPause, longestPause, cachesFailures);
    }

    /**
     * Returns these settings with another hard time-out. Above ten times of it a load is given up: the next read starts another, and what the
     * old one gives is not stored in this process.
     *
     * @param timeout a millisecond or longer
     */
    public FailSafe hardTimeout(Duration timeout) {
        return new FailSafe(softTimeout, timeout, staleOn, neverStaleOn, firstPause, longestPause, cachesFailures);
    }

    /**
     * Returns these settings with other failures on which a stale value may be served.
     *
     * @param failures their classes
     */
    public FailSafe staleOn(List<Class<? extends Throwable>> failures) {
        return new FailSafe(softTimeout, hardTimeout, failures, neverStaleOn, firstPause, longestPause, cachesFailures);
    }

    /**
     * Returns these settings with other failures on which no stale value is served: the caller sees the failure.
     *
     * @param failures their classes
     */
    public FailSafe neverStaleOn(List<Class<? extends Throwable>> failures) {
        return new FailSafe(softTimeout, hardTimeout, staleOn, failures, firstPause, longestPause, cachesFailures);
    }

    /**
     * Returns these settings with other pauses between failing loads of one key.
     *
     * @param first the pause after the first failure, a millisecond or longer
     * @param longest the longest pause, no shorter than the first
     */
    public FailSafe backOff(Duration first, Duration longest) {
        return new FailSafe(softTimeout, hardTimeout, staleOn, neverStaleOn, first, longest, cachesFailures);
    }

    /** Returns these settings with failures cached: during the pause after a failure, reads of the key fail with it at once. */
    public FailSafe cachingFailures() {
        return new FailSafe(softTimeout, hardTimeout, staleOn, neverStaleOn, firstPause, longestPause, true);
    }

    /**
     * Tells whether a stale value may be served because a load failed in this way.
     *
     * @param failure what the loader threw
     */
    public boolean permitsStale(Throwable failure) {
        return isOneOf(staleOn, failure) && !isOneOf(neverStaleOn, failure);
    }

    private static boolean isOneOf(List<Class<? extends Throwable>> classes, Throwable failure) {
        return classes.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static void within(String option, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " is " + value + ", it must be from " + least + " to " + LONGEST);
        }
    }
}
