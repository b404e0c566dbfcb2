package dev.tarn.spi;

/**
 * Lets an I/O thread that has answered several reads give way to the threads that asked, before the next reads leave.
 *
 * <p>Those who were answered ask again meanwhile, and so travel with the next command, without a timer: where nobody else wants to run, to give way
 * takes no time. The fewer commands, the less each read costs; and who was answered last waits no longer than who was first.
 *
 * <p>It is fair to them as well. Readers that wait for their answers awake give way to each other (cache-tiered, {@code Patience}). To the scheduler of Linux,
 * EEVDF since 6.6, who gives way has had its whole slice. So where it shares a processor with a thread that neither sleeps nor gives way, it gets one turn
 * for each slice of that thread's work, some 1.4 milliseconds: under load the I/O thread is that thread, unless it also gives way.
 *
 * <p>Where others compute, it would wait for them in the same way. So it gives way the more rarely the longer that takes: measured and
 * decided in {@code docs/design/0010-waiting-awake.md}.
 *
 * <p>One for each connection of a remote store. For one thread, the one that delivers its answers; two that do cost each other nothing but a turn more or
 * less.
 */
public final class GiveWay {
    /** After how many answers at least, once to give way took long. */
    static final int FEWEST = 8;

    /** After how many at most. */
    static final int MOST = 4096;

    private static final long LONG_NANOS = 500_000;

    private final Clock clock;
    private final Runnable turn;
    private int gap = 1;
    private int left = 1;

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

    /** Hears that the answer to several reads has been delivered, after the readers were told. Unless that took long of late, the calling thread gives way. */
    public void delivered() {
        if (--left > 0) {
            return;
        }
        long before = clock.nanos();
        turn.run();
        boolean isLong = clock.nanos() - before >= LONG_NANOS;
        gap = isLong ? Math.min(MOST, Math.max(FEWEST, 2 * gap)) : Math.max(1, gap - gap / FEWEST - 1);
        left = gap;
    }
}
