package dev.tarn.benchmarks.report;

import java.util.Locale;

/** Writes numbers with as many digits as they deserve. */
final class Numbers {
    /** What is less prints as nothing. */
    private static final double LEAST = 0.0005;

    private Numbers() {}

    static String text(double number) {
        double size = Math.abs(number);
        if (size < LEAST) {
            return "0";
        }
        return String.format(
                Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f", number);
    }
}
