package dev.tarn.violations;

/** Sleeps. */
public final class Sleeper {
    public void rest() throws InterruptedException {
        Thread.sleep(1);
    }
}
