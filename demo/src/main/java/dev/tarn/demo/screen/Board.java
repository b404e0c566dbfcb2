package dev.tarn.demo.screen;

import dev.tarn.demo.load.Counts;
import dev.tarn.demo.load.Sample;
import dev.tarn.spi.Clock;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Adds samples up and shows them. For one thread. */
public final class Board {
    private final Screen screen;
    private final Clock clock;
    private final @Nullable Duration end;
    private final Counts atBegin;
    private Counts atLast;
    private long lastNanos;
    private Span total = Span.empty();
    private Frame frame;

    /**
     * Creates a board whose time begins now.
     *
     * @param screen where it is shown
     * @param clock gives the time
     * @param end how long the load will run, or null for without end
     * @param counts what was counted before
     */
    public Board(Screen screen, Clock clock, @Nullable Duration end, Counts counts) {
        this.screen = screen;
        this.clock = clock;
        this.end = end;
        this.atBegin = counts;
        this.atLast = counts;
        this.lastNanos = clock.nanos();
        this.frame = new Frame(end, Span.empty(), total, null);
    }

    /**
     * Adds a sample and shows it.
     *
     * @param sample what has happened since the last one
     * @param updates how long updates have taken until another node showed them, or null where there is one node
     */
    public void tick(Sample sample, @Nullable Histogram updates) {
        add(sample, updates);
        screen.show(frame);
    }

    /**
     * Adds the last sample and shows everything since the beginning.
     *
     * @param sample what has happened since the last one
     * @param updates how long updates have taken until another node showed them, or null where there is one node
     */
    public void finish(Sample sample, @Nullable Histogram updates) {
        add(sample, updates);
        screen.summarise(frame);
    }

    private void add(Sample sample, @Nullable Histogram updates) {
        long now = clock.nanos();
        Duration passed = Duration.ofNanos(now - lastNanos);
        Span last = Span.empty().extended(sample, atLast, passed);
        total = total.extended(sample, atBegin, passed);
        atLast = sample.counts();
        lastNanos = now;
        frame = new Frame(end, last, total, updates);
    }
}
