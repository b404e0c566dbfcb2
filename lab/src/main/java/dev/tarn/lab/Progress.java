package dev.tarn.lab;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** Shows how much of the work is done, in one line that is written over again; or nothing. Thread-safe. */
final class Progress implements IntConsumer {
    private static final int CELLS = 40;
    private static final int STEPS = 500;

    private final PrintWriter out;
    private final boolean shown;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong drawn = new AtomicLong(-1);
    private volatile long total = 1;
    private volatile String what = "";

    /**
     * Creates one.
     *
     * @param out where to draw
     * @param shown whether that is a terminal
     */
    Progress(PrintWriter out, boolean shown) {
        this.out = out;
        this.shown = shown;
    }

    /** Begins anew, with so much work. */
    void begin(String name, long work) {
        what = name;
        total = Math.max(1, work);
        done.set(0);
        drawn.set(-1);
    }

    @Override
    public void accept(int more) {
        long now = done.addAndGet(more);
        long step = Math.min(STEPS, now * STEPS / total);
        long before = drawn.get();
        if (shown && step > before && drawn.compareAndSet(before, step)) {
            draw(step);
        }
    }

    private void draw(long step) {
        int full = (int) (step * CELLS / STEPS);
        out.print(String.format(
                Locale.ROOT,
                "\r%s [%s%s] %3d %%",
                what,
                "#".repeat(full),
                ".".repeat(CELLS - full),
                step * 100 / STEPS));
        out.flush();
    }

    /** Wipes the line. */
    void end() {
        if (shown) {
            out.print("\r" + " ".repeat(what.length() + CELLS + 10) + "\r");
            out.flush();
        }
    }
}
