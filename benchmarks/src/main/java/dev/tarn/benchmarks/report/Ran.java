package dev.tarn.benchmarks.report;

/**
 * How a subject was run.
 *
 * @param subject its name
 * @param command the measurement and its options
 * @param seconds how long it took
 * @param exit how its process ended; 0 is well
 * @param others the share of the machine's processors that others used meanwhile, of 1; negative if not known
 */
record Ran(String subject, String command, double seconds, int exit, double others) {}
