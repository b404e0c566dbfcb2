package dev.tarn.spi;

/**
 * Tells the time, in two ways that must not be mixed. Thread-safe, never blocks.
 *
 * <p>Everything in Tarn that depends on time takes it from here, so that tests can move it.
 */
public interface Clock {
    /** Returns a count of nanoseconds for measuring durations inside this process; only differences have a meaning. */
    long nanos();

    /** Returns milliseconds since 1970-01-01T00:00Z, for stamps that leave this process. May jump; never decides who is newer. */
    long millis();

    /** Returns the clock of this machine. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
