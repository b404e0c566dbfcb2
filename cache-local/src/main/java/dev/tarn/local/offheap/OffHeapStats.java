package dev.tarn.local.offheap;

/**
 * Tells how an off-heap store uses its memory, and what it did since it was opened.
 *
 * @param entries entries held, dead ones not yet reclaimed among them
 * @param reservedBytes all the memory taken: regions, index, and what the eviction remembers
 * @param indexBytes the part of it that is the index and the memory of the eviction
 * @param liveBytes the memory of the entries that are held
 * @param deadBytes the memory of entries that are not held any more but may still be looked at
 * @param freeBytes memory between entries that is free for others
 * @param unusedBytes memory at the end of the newest region that nobody has had
 * @param evictedForSize entries evicted because there was no room for another
 * @param evictedForIndex entries evicted because the index could not grow
 * @param evictedDead entries removed because a sweep found them dead or voided
 * @param refusedKey entries not held because of their key
 * @param refusedNotEncodable entries not held because their value or traits could not be encoded
 * @param refusedTooLarge entries not held because they are larger than the largest that the tier takes
 * @param refusedNoMemory entries not held because no memory could be had in time
 * @param unreadable reads of entries whose bytes could not be decoded
 * @param makingRoomNanos time writers spent on finding memory, evictions included
 * @param sweepingNanos time spent on sweeps for dead entries
 */
record OffHeapStats(
        long entries,
        long reservedBytes,
        long indexBytes,
        long liveBytes,
        long deadBytes,
        long freeBytes,
        long unusedBytes,
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

    /** Returns the share of the regions that holds no entries although it is not at the end. */
    double fragmentation() {
        long used = liveBytes + deadBytes + freeBytes;
        return used == 0 ? 0 : (double) (deadBytes + freeBytes) / used;
    }
}
