package dev.tarn.testing.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for servers to reach a state that can only be asked for. */
final class Probe {
    private static final int ATTEMPTS = 2_000;
    private static final Duration PAUSE = Duration.ofMillis(15);

    private Probe() {}

    /**
     * Asks until the answer is yes, for at least thirty seconds.
     *
     * @throws ServerUnavailableException if it never is; the message holds the description and the details
     */
    static void until(String description, BooleanSupplier reached, Supplier<String> details) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (reached.getAsBoolean()) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting until " + description);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new ServerUnavailableException("gave up waiting until " + description + ":\n" + details.get());
    }
}
