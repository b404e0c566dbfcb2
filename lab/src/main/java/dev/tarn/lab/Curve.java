package dev.tarn.lab;

import java.util.List;

/**
 * How many of a hundred accesses are hits, by size.
 *
 * @param subject of what
 * @param percents one for each size; {@link Double#NaN} where that size cannot be had
 */
record Curve(Subject subject, List<Double> percents) {
    Curve {
        percents = List.copyOf(percents);
    }

    /** What a curve is about. */
    enum Subject {
        HEAP("heap tier"),
        OFF_HEAP("off-heap tier"),
        LRU("LRU"),
        OPTIMUM("optimum"),
        BOUND("bound");

        final String label;

        Subject(String label) {
            this.label = label;
        }
    }
}
