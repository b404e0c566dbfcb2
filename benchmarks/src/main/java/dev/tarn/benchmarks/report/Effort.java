package dev.tarn.benchmarks.report;

/**
 * How much is measured.
 *
 * @param options of the measurement
 * @param seconds that it takes with these on two processors that have nothing else to do, about
 */
record Effort(String options, int seconds) {}
