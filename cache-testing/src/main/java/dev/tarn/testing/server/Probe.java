package dev.tarn.testing.server;

import java.io.UncheckedIOException;
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
     * Asks until the answer is yes, for at least thirty seconds. A server that breaks off, as Redis does when its role changes, has not
     * said yes.
     *
     * @throws ServerUnavailableException if it never is; the message holds the description and the details
     */
    static void until(String description, BooleanSupplier reached, Supplier<String> details) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (answers(reached)) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while waiting until " + description);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new ServerUnavailableException("gave up waiting until " + description + ":\n" + details.get());
    }

    private static boolean answers(BooleanSupplier reached) {
        try {
            return reached.getAsBoolean();
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
