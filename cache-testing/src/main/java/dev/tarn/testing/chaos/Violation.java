package dev.tarn.testing.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * A read that the cache should not have answered as it did.
 *
 * @param kind which promise it breaks
 * @param read the read
 * @param expected the least version that it should have returned
 * @param staleBy how long a newer version had been acknowledged when the read began; zero where that is not the point
 */
public record Violation(Kind kind, HistoryEvent read, int expected, Duration staleBy) {
    /** Which promise is broken. */
    public enum Kind {
        /** Staler than the bound. */
        STALE("reads beyond the bound"),
        /** Older than what the same process had written before the read began. */
        READ_YOUR_WRITES("reads of a process older than its own write"),
        /** Older than an acknowledged version that the same process had already read. */
        MONOTONE("reads of a process older than its read before"),
        /** Not a value of this key that the source ever had by then. */
        FOREIGN("reads of nothing, or of a value that nobody wrote"),
        /** Older, after the faults and the time to heal, than the newest acknowledged version. */
        PERMANENT("keys stale for good");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Returns what the report calls it. */
        public String text() {
            return text;
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: key %d, node %d (life %d) read version %d, expected %d or later, stale for %.1f ms",
                kind,
                read.key(),
                read.node(),
                read.life(),
                read.version(),
                expected,
                staleBy.toNanos() / 1e6);
    }
}
