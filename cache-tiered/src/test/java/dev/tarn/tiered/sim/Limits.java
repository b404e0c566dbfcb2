package dev.tarn.tiered.sim;

/**
 * What the oracle demands.
 *
 * @param boundNanos the longest that a value may be served after a newer one was acknowledged
 * @param reassertionNanos how long after the end of an outage a lost invalidation may take to be said again, with its holder stopped or
 *     cut off meanwhile
 */
record Limits(long boundNanos, long reassertionNanos) {
    private static final long UNBOUNDED = Long.MAX_VALUE / 8;

    /** No bound was declared. */
    static final Limits NONE = new Limits(UNBOUNDED, UNBOUNDED);

    /** Returns the limits for a declared bound. */
    static Limits of(long boundNanos) {
        return new Limits(boundNanos, 1_800 * Simulation.MILLI);
    }

    boolean isBounded() {
        return boundNanos < UNBOUNDED;
    }
}
