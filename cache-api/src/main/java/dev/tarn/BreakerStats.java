package dev.tarn;

/**
 * Tells what the breaker before the remote store does. All caches of a {@code Tarn} share it.
 *
 * @param state what it lets through now; {@link Breaker.State#OFF} for a cache without a remote tier
 * @param opened how often it has opened; probes that fail keep it open
 * @param probes how often the store was probed while it was open
 * @param refusedCalls reads of this cache that did not ask the store because it was open
 */
public record BreakerStats(Breaker.State state, long opened, long probes, long refusedCalls) {
    /** What there is to tell where there is no breaker. */
    public static final BreakerStats NONE = new BreakerStats(Breaker.State.OFF, 0, 0, 0);
}
