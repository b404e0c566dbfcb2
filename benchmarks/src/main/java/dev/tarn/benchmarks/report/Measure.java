package dev.tarn.benchmarks.report;

/**
 * A number that a measurement writes into its rows.
 *
 * @param field its name there
 * @param title its name in reports
 * @param unit its unit
 * @param moreIsBetter whether the greater one is first
 * @param plotted whether it is drawn as well
 */
record Measure(String field, String title, String unit, boolean moreIsBetter, boolean plotted) {
    /** Returns a measure of which more is better, and which is drawn. */
    static Measure more(String field, String title, String unit) {
        return new Measure(field, title, unit, true, true);
    }

    /** Returns a measure of which less is better, and which is drawn. */
    static Measure less(String field, String title, String unit) {
        return new Measure(field, title, unit, false, true);
    }

    /** Returns the same, told in tables only. */
    Measure tabled() {
        return new Measure(field, title, unit, moreIsBetter, false);
    }

    /** Tells whether a value is better than another. */
    boolean isBetter(double one, double other) {
        return moreIsBetter ? one > other : one < other;
    }
}
