package dev.tarn.tiered;

import java.util.List;

/**
 * Tells what the caches of a {@code Tarn} could not bring to an end before it was closed.
 *
 * @param undelivered the caches that left something behind; empty if none did
 */
public record CloseReport(List<Undelivered> undelivered) {
    /** Copies the list. */
    public CloseReport {
        undelivered = List.copyOf(undelivered);
    }

    /** Tells whether nothing was left behind. */
    public boolean isClean() {
        return undelivered.isEmpty();
    }

    /**
     * What one cache left behind.
     *
     * @param cache its name
     * @param loads loads that had not ended; who waited for them was told that the cache is closed
     * @param invalidations keys, tags and clears that the remote tier or the bus has not taken: other nodes may serve what was there before until it
     *     expires
     */
    public record Undelivered(String cache, int loads, long invalidations) {}
}
