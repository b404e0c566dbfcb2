package dev.tarn.violations;

import java.time.Instant;

/** Asks the machine for the date. */
public final class InstantReader {
    public Instant read() {
        return Instant.now();
    }
}
