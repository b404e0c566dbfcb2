package dev.tarn.codec;

import dev.tarn.spi.Entry;
import dev.tarn.spi.Now;

/**
 * Carries an entry's life times from one process's {@code nanos} to wall-clock milliseconds and back. All rounding shortens lives, so that
 * no hop from tier to tier lengthens one.
 *
 * @param writtenAt milliseconds since 1970 at which the load or write began
 * @param freshFor milliseconds from then on for which the entry is fresh
 * @param deadAfter milliseconds from then on after which it is dead
 */
record Lives(long writtenAt, long freshFor, long deadAfter) {
    private static final long NANOS = 1_000_000;
    private static final long LONGEST = Entry.MAX_LIFE_NANOS / NANOS;
    private static final long FARTHEST = (1L << 47) - 1;

    /** Takes the life times out of an entry; an instant in the future counts as now. */
    static Lives of(Entry<?> entry, Now now) {
        long age = Math.max(0, now.nanos() - entry.writtenAt());
        long writtenAt = now.millis() - (age + NANOS - 1) / NANOS;
        return new Lives(
                Math.max(-FARTHEST, Math.min(FARTHEST, writtenAt)),
                length(entry.freshUntil() - entry.writtenAt()),
                length(entry.deadAt() - entry.writtenAt()));
    }

    private static long length(long nanos) {
        return Math.max(0, Math.min(nanos / NANOS, LONGEST));
    }

    /** Returns when the load or write began, as this process's nanoseconds; an instant in the future counts as now. */
    long writtenAtNanos(Now now) {
        long age = Math.max(0, Math.min(now.millis() - writtenAt, LONGEST));
        return now.nanos() - age * NANOS;
    }

    /** Returns the length of the fresh life in nanoseconds. */
    long freshNanos() {
        return Math.min(freshFor, LONGEST) * NANOS;
    }

    /** Returns the length of the whole life in nanoseconds. */
    long deadNanos() {
        return Math.min(deadAfter, LONGEST) * NANOS;
    }
}
