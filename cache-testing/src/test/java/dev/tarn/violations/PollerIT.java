package dev.tarn.violations;

import org.awaitility.Awaitility;

/** Polls, and may. */
public final class PollerIT {
    public void poll() {
        Awaitility.await().until(() -> true);
    }
}
