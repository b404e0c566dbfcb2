package dev.tarn;

/**
 * Tells how a tier outside the Java heap uses its memory, and what it did since it was opened. All memory it took is {@code live}, {@code
 * dead}, {@code free}, {@code unused} or {@code index} bytes; what is missing to the sum is lost at the ends of regions.
 *
 * <p>Byte figures are as of now; evictions, refusals and times never go down.
 *
 * @param reservedBytes all the memory taken: regions, index, and what the eviction remembers; never more than the budget
 * @param indexBytes the part of it that is the index and the memory of the eviction
 * @param liveBytes the memory of the entries that are held
 * @param deadBytes the memory of entries that are not held any more but may still be looked at by readers
 * @param freeBytes memory between entries that is free for others
 * @param unusedBytes memory at the end of the newest region that nobody has had
 * @param probes how many words of the index a reader looks at to find an entry, on average over some entries; 0 if there are none
 * @param longestProbe the most of them
 * @param evictedForSize entries evicted because there was no room for another
 * @param evictedForIndex entries evicted because the index could not grow
 * @param evictedDead entries removed by a sweep because they were dead or void
 * @param refusedKey entries not held because their key could not be encoded or is too long
 * @param refusedNotEncodable entries not held because their value or traits could not be encoded
 * @param refusedTooLarge entries not held because they are larger than the largest that the tier takes
 * @param refusedNoMemory entries not held because no memory could be had in time
 * @param unreadable reads of entries whose bytes could not be decoded
 * @param makingRoomNanos time that writers spent on finding memory, evictions included
 * @param sweepingNanos time spent on sweeps for dead entries
 */
public record MemoryStats(
        long reservedBytes,
        long indexBytes,
        long liveBytes,
        long deadBytes,
        long freeBytes,
        long unusedBytes,
        double probes,
        int longestProbe,
        long evictedForSize,
        long evictedForIndex,
        long evictedDead,
        long refusedKey,
        long refusedNotEncodable,
        long refusedTooLarge,
        long refusedNoMemory,
        long unreadable,
        long makingRoomNanos,
        long sweepingNanos) {

    /** Returns the share of the memory that entries have had which holds none now; 0 if none have had any. */
    public double fragmentation() {
        long used = liveBytes + deadBytes + freeBytes;
        return used == 0 ? 0 : (double) (deadBytes + freeBytes) / used;
    }

    /** Returns the entries that were not held, for whatever reason. */
    public long refused() {
        return refusedKey + refusedNotEncodable + refusedTooLarge + refusedNoMemory;
    }
}
