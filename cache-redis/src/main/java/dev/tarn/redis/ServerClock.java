package dev.tarn.redis;

import dev.tarn.spi.Clock;

/**
 * Estimates the server's wall clock: this machine's, corrected by what the server last said.
 *
 * <p>Asked at each connect, a second later, when the first requests have warmed up, and then every minute. Before the first answer it is
 * this machine's clock. Half the time of the round trip is taken to be the way back, so the estimate is off by less than that half.
 */
final class ServerClock {
    private final Clock clock;
    private volatile long aheadMillis;

    ServerClock(Clock clock) {
        this.clock = clock;
    }

    long millis() {
        return clock.millis() + aheadMillis;
    }

    /**
     * Takes an answer.
     *
     * @param serverMicros what the server said
     * @param askedNanos when it was asked
     */
    void heard(long serverMicros, long askedNanos) {
        long backNanos = (clock.nanos() - askedNanos) / 2;
        aheadMillis = (serverMicros + backNanos / 1_000) / 1_000 - clock.millis();
    }
}
