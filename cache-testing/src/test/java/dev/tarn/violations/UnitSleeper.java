package dev.tarn.violations;

import java.util.concurrent.TimeUnit;

/** Sleeps, by way of a method reference. */
public final class UnitSleeper {
    /** Waits. */
    public interface Pause {
        void pause(long units) throws InterruptedException;
    }

    public Pause pause() {
        return TimeUnit.MILLISECONDS::sleep;
    }
}
