package dev.tarn;

import org.jspecify.annotations.Nullable;

/**
 * Counts what one tier of one cache did on this node. Counts never go down, but {@code entries} and {@code bytes}, which are as of now.
 *
 * @param tier {@code heap}, {@code offheap} or {@code remote}
 * @param freshHits reads answered by a fresh value
 * @param staleHits reads answered by a value past its time to live and within its stale time
 * @param absentHits reads answered by a cached absence
 * @param misses reads that this tier could not answer, unreadable entries and failures among them
 * @param unreadable entries that could not be decoded
 * @param failures operations that failed or timed out
 * @param evictions entries removed to keep within the bound or because they were dead
 * @param entries entries held now, dead ones not yet reclaimed among them; -1 where the tier cannot tell
 * @param bytes bytes or weight held now; -1 where the tier does not weigh
 * @param memory how the tier uses memory of its own, or null where it has none: of the off-heap tier alone
 */
public record TierStats(
        String tier,
        long freshHits,
        long staleHits,
        long absentHits,
        long misses,
        long unreadable,
        long failures,
        long evictions,
        long entries,
        long bytes,
        @Nullable MemoryStats memory) {

    /** Counts of a tier without memory of its own. */
    public TierStats(
            String tier,
            long freshHits,
            long staleHits,
            long absentHits,
            long misses,
            long unreadable,
            long failures,
            long evictions,
            long entries,
            long bytes) {
        this(tier, freshHits, staleHits, absentHits, misses, unreadable, failures, evictions, entries, bytes, null);
    }

    /** Returns the reads that this tier answered. */
    public long hits() {
        return freshHits + staleHits + absentHits;
    }

    /** Returns the reads that reached this tier. */
    public long requests() {
        return hits() + misses;
    }

    /** Returns the share of its requests that this tier answered, 1 if there were none. */
    public double hitRate() {
        long requests = requests();
        return requests == 0 ? 1.0 : (double) hits() / requests;
    }
}
