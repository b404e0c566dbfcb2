package dev.tarn.demo;

import dev.tarn.spi.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when to end: at the end of the duration, or when the process is asked to (Ctrl-C); then it keeps the process until everything is
 * told and closed, for some seconds at most.
 */
public final class Ending implements AutoCloseable {
    private static final long MOST_SECONDS = 8;

    private final Clock clock;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private long end = Long.MAX_VALUE;

    /**
     * Creates an ending that hears of Ctrl-C from now on.
     *
     * @param clock gives the time
     */
    public Ending(Clock clock) {
        this.clock = clock;
        Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "ending"));
    }

    private void hold() {
        asked.countDown();
        try {
            done.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Sets the end to some time from now.
     *
     * @param duration how long to go on, or null for without end
     */
    public void in(@Nullable Duration duration) {
        end = duration == null ? Long.MAX_VALUE : clock.nanos() + duration.toNanos();
    }

    /** Returns whether the process was asked to end. */
    public boolean wasAsked() {
        return asked.getCount() == 0;
    }

    /**
     * Waits.
     *
     * @param time how long, if the end does not come before
     * @return whether it is time to end
     */
    public boolean await(Duration time) {
        long now = clock.nanos();
        long left = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - now;
        try {
            boolean interrupted = asked.await(Math.min(left, time.toNanos()), TimeUnit.NANOSECONDS);
            return interrupted || left <= time.toNanos();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Lets the process go. */
    @Override
    public void close() {
        done.countDown();
    }
}
