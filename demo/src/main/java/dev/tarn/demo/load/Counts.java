package dev.tarn.demo.load;

import dev.tarn.CacheStats;
import dev.tarn.demo.catalogue.DatabaseMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Counts what a cache, its database and the load did, so that nodes can be added up and moments compared.
 *
 * @param tiers the tiers from the nearest to the farthest
 * @param loads keys loaded, and loads that failed
 * @param loadFailures loads that failed
 * @param joins reads that waited for another read's load
 * @param databaseReads statements sent to the database for reads
 * @param databaseKeys keys they asked for
 * @param writes changes made by the load
 * @param failures reads and changes of the load that threw
 * @param pending invalidations that wait for the remote tier
 */
public record Counts(
        List<TierCounts> tiers,
        long loads,
        long loadFailures,
        long joins,
        long databaseReads,
        long databaseKeys,
        long writes,
        long failures,
        long pending) {
    /** Nothing yet. */
    public static final Counts NONE = new Counts(List.of(), 0, 0, 0, 0, 0, 0, 0, 0);

    /** Copies the list of tiers. */
    public Counts {
        tiers = List.copyOf(tiers);
    }

    /**
     * Takes the counts of one node.
     *
     * @param stats its cache's
     * @param database its database's
     * @param load its load's
     */
    public static Counts of(CacheStats stats, DatabaseMeter database, LoadGenerator load) {
        return new Counts(
                stats.tiers().stream().map(TierCounts::of).toList(),
                stats.loads(),
                stats.loadFailures(),
                stats.joins(),
                database.reads(),
                database.keys(),
                load.writes(),
                load.failures(),
                stats.coherence().pendingInvalidations());
    }

    /**
     * Adds counts of another node.
     *
     * @param other the other node's
     */
    public Counts plus(Counts other) {
        return combine(other, TierCounts::plus, 1, pending + other.pending);
    }

    /**
     * Takes away the counts of an earlier moment; what is pending stays as of now.
     *
     * @param earlier the earlier counts
     */
    public Counts minus(Counts earlier) {
        return combine(earlier, TierCounts::minus, -1, pending);
    }

    private Counts combine(Counts other, BinaryOperator<TierCounts> tierwise, int sign, long pendingThen) {
        return new Counts(
                tiers.isEmpty() && sign > 0 ? other.tiers : combine(tiers, other.tiers, tierwise),
                loads + sign * other.loads,
                loadFailures + sign * other.loadFailures,
                joins + sign * other.joins,
                databaseReads + sign * other.databaseReads,
                databaseKeys + sign * other.databaseKeys,
                writes + sign * other.writes,
                failures + sign * other.failures,
                pendingThen);
    }

    private static List<TierCounts> combine(
            List<TierCounts> ours, List<TierCounts> theirs, BinaryOperator<TierCounts> tierwise) {
        List<TierCounts> combined = new ArrayList<>();
        for (TierCounts mine : ours) {
            Optional<TierCounts> same = theirs.stream()
                    .filter(tier -> tier.tier().equals(mine.tier()))
                    .findFirst();
            combined.add(same.map(tier -> tierwise.apply(mine, tier)).orElse(mine));
        }
        return combined;
    }

    /** Returns the reads of keys. */
    public long requests() {
        return tiers.isEmpty() ? 0 : tiers.get(0).requests();
    }

    /** Returns the reads that some tier answered. */
    public long hits() {
        return tiers.stream().mapToLong(TierCounts::hits).sum();
    }

    /** Returns the share of the reads that some tier answered; not a number if there were none. */
    public double hitRate() {
        return (double) hits() / requests();
    }

    /** Returns the reads that would have gone to the database without the cache, and did not. */
    public long loadsSaved() {
        return Math.max(0, requests() - databaseKeys);
    }

    /** Returns entries that no tier could decode. */
    public long unreadable() {
        return tiers.stream().mapToLong(TierCounts::unreadable).sum();
    }

    /** Returns operations of tiers that failed. */
    public long tierFailures() {
        return tiers.stream().mapToLong(TierCounts::failures).sum();
    }
}
