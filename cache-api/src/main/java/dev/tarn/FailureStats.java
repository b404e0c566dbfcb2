package dev.tarn;

/**
 * Counts what one cache did on this node because something was slow, failed or was too much.
 *
 * @param staleOnFailure reads answered by a stale value because the load that they waited for had failed
 * @param softTimeouts reads answered by a stale value because the new one did not come within the soft time-out
 * @param hardTimeouts reads that did not get the answer of their load within the hard time-out
 * @param lateLoads loads that ended after the hard time-out
 * @param suppressedLoads loads that were not begun, because the last one of the key had failed and its pause was not over
 * @param fallbacks reads answered by the fallback function
 * @param shedLoads loads that were refused because too many were running and waiting
 * @param loadCalls calls of the loader; {@link CacheStats#loads()} counts keys
 */
public record FailureStats(
        long staleOnFailure,
        long softTimeouts,
        long hardTimeouts,
        long lateLoads,
        long suppressedLoads,
        long fallbacks,
        long shedLoads,
        long loadCalls) {}
