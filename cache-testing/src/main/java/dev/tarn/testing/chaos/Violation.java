package dev.tarn.testing.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * A read that the cache should not have answered as it did, or a call that it should have answered.
 *
 * @param kind which promise it breaks
 * @param read the read, or the event that did not come or came too late
 * @param expected the least version that it should have returned
 * @param staleBy how long a newer version had been acknowledged when the read began, or how long the call or the silence took; zero
 *     where that is not the point
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
        /** Threw an exception, though nothing that had been conceded to make calls fail was in force. */
        FAILED("calls that threw"),
        /** A process answered no read for too long, or too few in its time; {@code staleBy} is that time. */
        SILENT("times of a process with no or too few answers"),
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
        return kind == Kind.FAILED || kind == Kind.SILENT ? asUnavailable() : asWrongAnswer();
    }

    private String asUnavailable() {
        return String.format(
                Locale.ROOT,
                "%s: node %d (life %d), %s of key %d, %.1f ms",
                kind,
                read.node(),
                read.life(),
                read.kind(),
                read.key(),
                staleBy.toNanos() / 1e6);
    }

    private String asWrongAnswer() {
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
