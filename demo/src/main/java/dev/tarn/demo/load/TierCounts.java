package dev.tarn.demo.load;

import dev.tarn.TierStats;

/**
 * Counts what one tier did, so that nodes can be added up and moments compared.
 *
 * @param tier its name
 * @param hits reads it answered
 * @param requests reads that reached it
 * @param unreadable entries it could not decode
 * @param failures operations that failed
 */
public record TierCounts(String tier, long hits, long requests, long unreadable, long failures) {
    static TierCounts of(TierStats stats) {
        return new TierCounts(stats.tier(), stats.hits(), stats.requests(), stats.unreadable(), stats.failures());
    }

    TierCounts plus(TierCounts other) {
        return plus(other, 1);
    }

    TierCounts minus(TierCounts other) {
        return plus(other, -1);
    }

    private TierCounts plus(TierCounts other, int sign) {
        return new TierCounts(
                tier,
                hits + sign * other.hits,
                requests + sign * other.requests,
                unreadable + sign * other.unreadable,
                failures + sign * other.failures);
    }

    /** Returns the share of its requests that this tier answered; not a number if there were none. */
    public double hitRate() {
        return (double) hits / requests;
    }
}
