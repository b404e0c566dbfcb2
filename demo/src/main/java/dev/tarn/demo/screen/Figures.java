package dev.tarn.demo.screen;

import java.time.Duration;
import java.util.Locale;

/** Writes figures for people: few digits, with their unit. */
final class Figures {
    private static final String NONE = "-";

    private Figures() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a count for a second, or a dash if no time has passed. */
    static String rate(long count, Duration time) {
        return time.isZero() ? NONE : count(Math.round(count * 1e9 / time.toNanos()));
    }

    /** Returns a share in percent, or a dash for not a number. */
    static String percent(double share) {
        return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    /** Returns a duration with three digits at most before its unit changes, or a dash for less than none. */
    static String nanos(long nanos) {
        if (nanos < 0) {
            return NONE;
        }
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return scaled(nanos / 1e3) + " µs";
        }
        return nanos < 1_000_000_000 ? scaled(nanos / 1e6) + " ms" : scaled(nanos / 1e9) + " s";
    }

    private static String scaled(double value) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value);
    }

    /** Returns minutes and seconds, with hours where there are any. */
    static String time(Duration time) {
        long seconds = Math.round(time.toMillis() / 1e3);
        String rest = String.format(Locale.ROOT, "%d:%02d", seconds % 3_600 / 60, seconds % 60);
        return seconds < 3_600
                ? rest
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3_600, seconds % 3_600 / 60, seconds % 60);
    }
}
