package dev.tarn.benchmarks.report;

/**
 * One number out of the rows of a measurement.
 *
 * @param group what was measured, without the place on an axis
 * @param place where on the axis of a curve; empty if there is none
 * @param rival who was measured
 * @param measure what the number is
 * @param value the number
 */
record Sample(String group, String place, String rival, Measure measure, double value) {
    /** Returns what was measured, with the place on the axis. */
    String title() {
        return place.isEmpty() ? group : group.isEmpty() ? place : group + ", " + place;
    }
}
