package dev.tarn.lab;

import java.util.Locale;

/**
 * How much a tier may hold.
 *
 * @param amount so many entries or bytes
 * @param bytes which of both
 */
record Bound(long amount, boolean bytes) {
    /** Holds everything. */
    static final Bound UNLIMITED = new Bound(Long.MAX_VALUE, false);

    private static final String UNITS = "KMGT";

    /** Returns another bound, so many times as large. */
    Bound times(double factor) {
        return equals(UNLIMITED) ? this : new Bound(Math.max(1, Math.round(amount * factor)), bytes);
    }

    /** Returns the bound that holds for a sample of the keys. */
    long in(Trace trace) {
        return times(trace.sample()).amount;
    }

    @Override
    public String toString() {
        if (equals(UNLIMITED)) {
            return "unlimited";
        }
        if (!bytes) {
            return String.format(Locale.ROOT, "%,d", amount);
        }
        int power = Math.max(0, Math.min(UNITS.length(), (63 - Long.numberOfLeadingZeros(amount)) / 10));
        double scaled = amount / (double) (1L << (10 * power));
        return power == 0
                ? amount + " B"
                : String.format(Locale.ROOT, scaled < 10 ? "%.2f %ciB" : "%.1f %ciB", scaled, UNITS.charAt(power - 1));
    }
}
