package dev.tarn.demo.load;

import dev.tarn.spi.Clock;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds one thread back to its share of the rate, a millisecond's worth at a time: to wake up for every single operation would cost more
 * than the operation. What a pause has delayed is caught up, up to a tenth of a second.
 */
final class Pacer {
    private static final long MOST_BEHIND_NANOS = 100_000_000L;
    private static final long SHORTEST_WAIT_NANOS = 1_000_000L;

    private final Clock clock;
    private final double nanosEach;
    private double due;

    Pacer(Clock clock, LoadPlan plan) {
        this.clock = clock;
        this.nanosEach = plan.limited() ? 1e9 * plan.threads() / plan.rate() : 0;
        this.due = 0;
    }

    void begin() {
        due = clock.nanos();
    }

    /** Waits for the next operation's turn; returns early if the thread is interrupted. */
    void await() {
        if (nanosEach == 0) {
            return;
        }
        due += nanosEach;
        long now = clock.nanos();
        if (now - due > MOST_BEHIND_NANOS) {
            due = now - MOST_BEHIND_NANOS;
        }
        long until = now < due ? now + Math.max(SHORTEST_WAIT_NANOS, (long) due - now) : now;
        while (now < until && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, until - now);
            now = clock.nanos();
        }
    }
}
