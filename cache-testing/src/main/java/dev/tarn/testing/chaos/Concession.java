package dev.tarn.testing.chaos;

import java.time.Duration;

/**
 * Something that is not held against the cache, because what it stands on loses it: said by name, counted, and printed in the report.
 *
 * <p>For example a master that dies takes the steps with it that its replica had not yet been sent: invalidations acknowledged
 * shortly before count only from when the next master was up and the nodes have had time to repeat them. Read-your-writes and the
 * convergence at the end are not conceded by this.
 *
 * @param name what is conceded, and why
 * @param kind which events it is about
 * @param from the first moment, in nanoseconds of the history's clock
 * @param until the last moment
 * @param allowance see {@link Kind}
 */
public record Concession(String name, Kind kind, long from, long until, Duration allowance) {
    /** Which events a concession is about. */
    public enum Kind {
        /** Acknowledgements of writes under way in the time count as if they had been given {@code allowance} after its end. */
        ACKNOWLEDGEMENTS,
        /** Reads that begin in the time may be staler than the bound by {@code allowance}. */
        READS,
        /** Calls that are under way in the time, or within {@code allowance} after it, may throw. */
        FAILURES
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the end is before the beginning, or the allowance is negative
     */
    public Concession {
        if (until < from) {
            throw new IllegalArgumentException("'" + name + "' ends " + (from - until) + " ns before it begins");
        }
        if (allowance.isNegative()) {
            throw new IllegalArgumentException(
                    "the allowance of '" + name + "' is " + allowance + ", it must not be negative");
        }
    }

    /** Tells whether the event is one that this is about. */
    boolean covers(HistoryEvent event) {
        return switch (kind) {
            case ACKNOWLEDGEMENTS -> event.end() >= from && event.start() <= until;
            case READS -> event.start() >= from && event.start() <= until;
            case FAILURES -> event.end() >= from && event.start() <= until + allowance.toNanos();
        };
    }

    /** Returns from when an acknowledgement counts. */
    long countsFrom(HistoryEvent acknowledgement) {
        long given = acknowledgement.end();
        return covers(acknowledgement) ? Math.max(given, until + allowance.toNanos()) : given;
    }

    /** Tells whether it may be this that lets an acknowledgement given at a time count later. */
    boolean delays(long given) {
        return kind == Kind.ACKNOWLEDGEMENTS && given >= from && given <= until + allowance.toNanos();
    }
}
