package dev.tarn.spi;

/**
 * Holds one instant on both clocks, so that life times can be carried over from one to the other.
 *
 * @param nanos {@link Clock#nanos()} at the instant
 * @param millis the wall-clock time that the nodes sharing a remote tier agree on: {@link RemoteTier#millis()}, or {@link
 *     Clock#millis()} where there is no remote tier
 */
public record Now(long nanos, long millis) {}
