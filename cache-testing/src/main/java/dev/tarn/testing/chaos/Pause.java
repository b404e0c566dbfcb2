package dev.tarn.testing.chaos;

import dev.tarn.spi.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits while a run goes on elsewhere: what happens in other processes cannot be waited for otherwise. */
final class Pause {
    private static final long STEP_NANOS = 10_000_000;

    private Pause() {}

    /**
     * Waits for a time.
     *
     * @throws IllegalStateException if the thread is interrupted; the flag stays set
     */
    static void of(Duration time) {
        until(time, () -> false);
    }

    /** Waits until something is so, at most for a time, and tells whether it is. */
    static boolean until(Duration limit, BooleanSupplier reached) {
        Clock clock = Clock.system();
        long end = clock.nanos() + limit.toNanos();
        while (!reached.getAsBoolean()) {
            long rest = end - clock.nanos();
            if (rest <= 0) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted in a chaos run");
            }
            LockSupport.parkNanos(Math.min(rest, STEP_NANOS));
        }
        return true;
    }
}
