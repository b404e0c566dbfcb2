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
        /** Acknowledgements given in the time count as if they had been given {@code allowance} after its end. */
        ACKNOWLEDGEMENTS,
        /** Reads that begin in the time may be staler than the bound by {@code allowance}. */
        READS
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

    boolean covers(long time) {
        return from <= time && time <= until;
    }

    /** Tells whether what happens at the time may still be touched by what is conceded. */
    boolean echoesAt(long time) {
        return from <= time && time <= until + allowance.toNanos();
    }

    /** Returns from when an acknowledgement of the given time counts. */
    long countsFrom(long time) {
        return kind == Kind.ACKNOWLEDGEMENTS && covers(time) ? until + allowance.toNanos() : time;
    }
}
