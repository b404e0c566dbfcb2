package dev.tarn.spi;

/**
 * Lets an I/O thread that always has something to do give way, now and then, to the threads for which it works.
 *
 * <p>Readers that wait for their answers awake give way to each other (cache-tiered, {@code Patience}). To the scheduler of Linux, EEVDF since 6.6, who
 * gives way has had its whole slice. So where it shares a processor with a thread that neither sleeps nor gives way, it gets one turn
 * for each slice of that thread's work, some 1.4 milliseconds: under load the I/O thread is that thread, and its readers' slowest
 * hundredth took that long. An I/O thread that also gives way takes its turn with them.
 *
 * <p>Where others compute, it would wait for them in the same way. So it gives way the more rarely the longer that takes: measured and
 * decided in {@code docs/design/0010-waiting-awake.md}.
 *
 * <p>One for each connection of a remote store. For one thread, the one that delivers its answers; two that do cost each other nothing but a turn more or
 * less.
 */
public final class GiveWay {
    /** After how many answers to several reads. */
    static final int EVERY = 8;

    /** After how many at most, where to give way takes long. */
    static final int MOST = 4096;

    private static final long LONG_NANOS = 500_000;

    private final Clock clock;
    private final Runnable turn;
    private int gap = EVERY;
    private int left = EVERY;

    /**
     * Makes one that gives way as it is told.
     *
     * @param clock measures how long a turn takes
     * @param turn gives way once; does not throw
     */
    public GiveWay(Clock clock, Runnable turn) {
        this.clock = clock;
        this.turn = turn;
    }

    /**
     * Returns one that lets other threads run, by {@link Thread#yield}.
     *
     * @param clock measures how long that takes
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint, nothing rests on it
    public static GiveWay yielding(Clock clock) {
        return new GiveWay(clock, Thread::yield);
    }

    /** Hears that the answer to several reads has been delivered, after the readers were told. Now and then the calling thread gives way. */
    public void delivered() {
        if (--left > 0) {
            return;
        }
        long before = clock.nanos();
        turn.run();
        gap = clock.nanos() - before < LONG_NANOS ? Math.max(EVERY, gap / 2) : Math.min(MOST, 2 * gap);
        left = gap;
    }
}
