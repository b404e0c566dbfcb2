package dev.tarn.violations;

import org.awaitility.Awaitility;

/** Polls although no server is in sight. */
public final class Poller {
    public void poll() {
        Awaitility.await().until(() -> true);
    }
}
