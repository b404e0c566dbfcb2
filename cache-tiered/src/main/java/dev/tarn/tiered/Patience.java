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
 * <p>Where others compute, who gives way waits for whole slices of theirs, and the scheduler prefers who has slept. So the next
 * waits are slept through after one that was passed over, twice as many each time it happens again, until no wait in a hundred pays for the attempt.
 *
 * <p>Fields are written without synchronization: a lost update costs nothing but a few turns.
 */
final class Patience {
    /** The most turns of one wait. */
    static final int MOST = 128;

    /** How many waits are slept through after the first that was passed over. */
    static final int LEAST_REST = 64;

    /** How many are at most. */
    static final int LONGEST_REST = 4096;

    private static final int FEWEST = 16;
    private static final int PROBE_EVERY = 16;
    /** Threads that send, receive and wait take microseconds of a turn; who computes takes all that a scheduler gives. */
    private static final long SLICE_NANOS = 1_000_000;

    private int turns = MOST;
    private int waits;
    private int rest;
    private int nextRest = LEAST_REST;

    /** Returns how many turns a wait that begins now may take. */
    int turns() {
        int left = rest;
        if (left > 0) {
            rest = left - 1;
            return 0;
        }
        return ++waits % PROBE_EVERY == 0 ? MOST : turns;
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
        if (rest == 0) { // others that waited at the same time were passed over by the same
            rest = nextRest;
            nextRest = Math.min(LONGEST_REST, 2 * nextRest);
        }
        return true;
    }

    /** Learns that an answer came before the turns were over. */
    void covered() {
        notPassedOver();
        int now = turns;
        if (now < MOST) {
            turns = Math.min(MOST, now + now / 4 + 1);
        }
    }

    /** Learns that the turns, of which there were some, were over before the answer came. */
    void exhausted() {
        notPassedOver();
        int now = turns;
        if (now > FEWEST) {
            turns = now - Math.max(1, now / 32);
        }
    }

    private void notPassedOver() {
        int longer = nextRest;
        if (longer > LEAST_REST) {
            nextRest = longer - 1;
        }
    }
}
