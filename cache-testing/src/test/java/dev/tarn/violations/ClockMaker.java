package dev.tarn.violations;

import java.time.Clock;

/** Makes a clock of the JDK. */
public final class ClockMaker {
    public Clock make() {
        return Clock.systemUTC();
    }
}
