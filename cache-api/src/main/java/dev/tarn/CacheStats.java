package dev.tarn;

import java.util.List;
import java.util.Optional;

/**
 * Counts what one cache did on this node since it was built.
 *
 * <table>
 * <caption>Which event moves which count</caption>
 * <tr><th>event</th><th>count</th></tr>
 * <tr><td>a key read and answered by a tier</td><td>that tier's hit, a miss of every tier above it</td></tr>
 * <tr><td>a key read and answered by no tier</td><td>a miss of every tier; then a load, or a joined flight</td></tr>
 * <tr><td>a load that returned a value or an absence</td><td>{@code loadSuccesses}; an absence {@code loadAbsences}, too</td></tr>
 * <tr><td>a load that threw</td><td>{@code loadFailures}, once, however many callers shared it</td></tr>
 * <tr><td>a background refresh</td><td>a load, but no read</td></tr>
 * <tr><td>{@code asMap().containsKey}, {@code lookup}, {@code getIfPresent}</td><td>as any read</td></tr>
 * <tr><td>{@code explain}</td><td>nothing</td></tr>
 * </table>
 *
 * @param tiers the tiers from the nearest to the farthest
 * @param loadSuccesses loads that gave an answer
 * @param loadAbsences those of them that found no value
 * @param loadFailures loads that threw
 * @param totalLoadNanos time spent in loads
 * @param joins reads that waited for a flight that another read had opened
 * @param puts values that callers wrote, whether or not the remote tier took them
 * @param coherence what was done to stay like other nodes
 * @param failures what was slow, failed or was too much
 * @param breaker what keeps reads away from a sick remote store
 */
public record CacheStats(
        List<TierStats> tiers,
        long loadSuccesses,
        long loadAbsences,
        long loadFailures,
        long totalLoadNanos,
        long joins,
        long puts,
        CoherenceStats coherence,
        FailureStats failures,
        BreakerStats breaker) {

    /** Copies the list of tiers. */
    public CacheStats {
        tiers = List.copyOf(tiers);
    }

    /** Returns the reads of keys: the requests of the nearest tier. */
    public long requests() {
        return tiers.isEmpty() ? 0 : tiers.get(0).requests();
    }

    /** Returns the reads that some tier answered. */
    public long hits() {
        return tiers.stream().mapToLong(TierStats::hits).sum();
    }

    /** Returns the share of the reads that some tier answered, 1 if there were none. */
    public double hitRate() {
        long requests = requests();
        return requests == 0 ? 1.0 : (double) hits() / requests;
    }

    /** Returns the loads, successful and failed. */
    public long loads() {
        return loadSuccesses + loadFailures;
    }

    /**
     * Returns the counts of one tier.
     *
     * @param tier {@code heap}, {@code offheap} or {@code remote}
     */
    public Optional<TierStats> tier(String tier) {
        return tiers.stream().filter(stats -> stats.tier().equals(tier)).findFirst();
    }
}
