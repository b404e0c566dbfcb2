package dev.tarn.lab;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a tier holds, as it is said on the command line: {@code 1000} entries, {@code 64MiB}, {@code 10%} of all there is.
 *
 * @param amount the number
 * @param unit what it counts
 */
record Size(double amount, Unit unit) {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(|%|[KMGkmg]?i?[Bb])");
    private static final String PREFIXES = "KMG";

    /** What a size counts. */
    enum Unit {
        ENTRIES,
        BYTES,
        PERCENT
    }

    /**
     * Reads a size. {@code KB} is 1024 bytes, as {@code KiB} is.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Size parse(String text) {
        Matcher matcher = FORM.matcher(text.trim().replace("_", ""));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size; one is 1000 (entries), 64MiB or 10%");
        }
        double amount = Double.parseDouble(matcher.group(1));
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        if (unit.equals("%")) {
            return new Size(amount, Unit.PERCENT);
        }
        if (unit.isEmpty()) {
            return new Size(amount, Unit.ENTRIES);
        }
        int power = PREFIXES.indexOf(unit.charAt(0)) + 1;
        return new Size(amount * (1L << (10 * power)), Unit.BYTES);
    }

    /**
     * Returns what it means for a trace.
     *
     * @param bytes whether a percentage is one of the bytes, else of the keys
     */
    Bound of(Trace trace, boolean bytes) {
        if (unit == Unit.PERCENT) {
            double all = (bytes ? trace.total() : trace.unique()) / trace.sample();
            return new Bound(Math.max(1, Math.round(all * amount / 100)), bytes);
        }
        return new Bound(Math.max(1, Math.round(amount)), unit == Unit.BYTES);
    }
}
