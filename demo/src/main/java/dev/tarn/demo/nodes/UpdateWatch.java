package dev.tarn.demo.nodes;

import dev.tarn.demo.screen.Report;
import dev.tarn.demo.screen.Screen;
import dev.tarn.spi.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** Repeats changes and keeps how long they took: first a show of a few seconds, then one after the other under load. */
final class UpdateWatch implements AutoCloseable {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final int NARRATED = 3;
    private static final int SHOWN = 200;
    private static final long SHOW_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final UpdateProbe probe;
    private final Clock clock;
    private final Screen screen = Screen.console();
    private final Histogram underLoad = new SynchronizedHistogram(LONGEST_NANOS, DIGITS);
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final Thread thread = new Thread(this::watch, "update-watch");

    UpdateWatch(UpdateProbe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    /** Shows some changes while there is no load. */
    void show() throws IOException, InterruptedException {
        for (int i = 0; i < NARRATED; i++) {
            screen.note(told(probe.round()));
        }
        Histogram sinceSent = new Histogram(LONGEST_NANOS, DIGITS);
        Histogram sinceAnswer = new Histogram(LONGEST_NANOS, DIGITS);
        long deadline = clock.nanos() + SHOW_NANOS;
        for (int i = 0; i < SHOWN && clock.nanos() < deadline; i++) {
            probe.round().seen().forEach(seen -> {
                record(sinceSent, seen.sinceSent());
                record(sinceAnswer, seen.sinceAnswer());
            });
        }
        screen.note(
                "updates: " + sinceSent.getTotalCount()
                        + " sightings; from the change sent to the new value read over HTTP: "
                        + Report.latencies(sinceSent),
                "         from the writer's answer to the new value read: " + Report.latencies(sinceAnswer));
    }

    private static String told(UpdateProbe.Round round) {
        StringBuilder told = new StringBuilder(
                "update of product " + round.product() + " on node " + (round.writer() + 1) + ": seen by");
        List<UpdateProbe.Seen> seen = round.seen();
        for (int i = 0; i < seen.size(); i++) {
            told.append(i == 0 ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            " node %d after %.1f ms",
                            seen.get(i).node() + 1,
                            seen.get(i).sinceSent() / 1e6));
        }
        return told.toString();
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(LONGEST_NANOS, nanos));
    }

    /** Begins to repeat changes in the background. */
    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (running.get()) {
            try {
                probe.round().seen().forEach(seen -> record(underLoad, seen.sinceSent()));
            } catch (IOException e) {
                tellIfRunning(e);
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void tellIfRunning(IOException failure) {
        if (running.get()) {
            screen.note("an update was not seen: " + failure.getMessage());
        }
    }

    /** Returns how long changes under load took until another node showed them, in nanoseconds. */
    Histogram underLoad() {
        return underLoad.copy();
    }

    @Override
    public void close() {
        running.set(false);
        thread.interrupt();
        probe.close();
    }
}
