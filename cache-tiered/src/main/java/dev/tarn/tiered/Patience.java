package dev.tarn.tiered;

/**
 * Says for how long a thread that waits for the remote tier stays awake before it parks.
 *
 * <p>To park a thread and wake it again costs more processor time than the answer it waits for: two system calls, two switches, and often
 * an interrupt for another processor. So a waiting thread first gives way to others a number of times. If nobody else wants to run, that
 * is some fifty microseconds at most, about as long as a server nearby takes; if many threads wait for the same server, each turn gives the others
 * time to send and receive, and hardly anybody ever parks.
 *
 * <p>Where answers regularly take longer than that, the turns are wasted. So they become a little fewer with each wait that they did not
 * cover and more with each that they did; now and then a wait tries the most again, so that a server that has become quicker is noticed.
 * Fewer than {@value #FEWEST} would save nothing, and threads that have all gone to sleep would never get out of it: each would find the
 * others parked, its own turns over in no time, and park too.
 *
 * <p>Where others compute, who gives way waits for whole slices of theirs, and the scheduler prefers who has slept: then nobody gives way,
 * but for the trials. Fields are written without synchronization: a lost update costs nothing but
 * a few turns.
 */
final class Patience {
    /** The most turns of one wait. */
    static final int MOST = 128;

    private static final int FEWEST = 16;
    private static final int PROBE_EVERY = 16;
    /** Threads that send, receive and wait take microseconds of a turn; who computes takes all that a scheduler gives. */
    private static final long SLICE_NANOS = 1_000_000;

    private int turns = MOST;
    private int waits;
    private boolean crowded;

    /** Returns how many turns a wait that begins now may take. */
    int turns() {
        if (++waits % PROBE_EVERY == 0) {
            return MOST;
        }
        return crowded ? 0 : turns;
    }

    /**
     * Learns how long a turn took.
     *
     * @return whether this thread was passed over for so long that it should not give way any more
     */
    boolean isPassedOver(long nanos) {
        if (nanos < SLICE_NANOS) {
            return false;
        }
        crowded = true;
        return true;
    }

    /** Learns that an answer came before the turns were over. */
    void covered() {
        crowded = false;
        int now = turns;
        if (now < MOST) {
            turns = Math.min(MOST, now + now / 4 + 1);
        }
    }

    /** Learns that the turns, of which there were some, were over before the answer came. */
    void exhausted() {
        crowded = false;
        int now = turns;
        if (now > FEWEST) {
            turns = now - Math.max(1, now / 32);
        }
    }
}
