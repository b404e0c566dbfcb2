package dev.tarn;

import java.time.Duration;

/**
 * Says when reads stop to ask the remote store of a {@code Tarn} because it fails or is slow, and how it is tried again. Immutable; every method
 * that changes something returns a new instance.
 *
 * <pre>{@code
 * Breaker.defaults()
 *     .slowCalls(Duration.ofMillis(20), 0.8) // 80 % of the reads slower than 20 ms are as bad as failures
 *     .probeEvery(Duration.ofMillis(250))
 * }</pre>
 *
 * <p>Reads are counted while the breaker is closed. When the share of failures, or of slow ones, among the last of them is reached, it opens:
 * reads then go on without the remote tier and without a wait. No reader tries whether the store is back: a probe of the Tarn does, in the
 * background; after some good answers in a row the breaker closes. Changes (puts, invalidations, clears) always ask the store, since other nodes
 * have to hear of them.
 *
 * @param failureRate the share of failed reads that opens it, above 0 and up to 1; 0.5 unless set
 * @param slowCall from when on an answer counts as slow; a second unless set, which is longer than a Redis store waits at all
 * @param slowRate the share of slow reads that opens it, above 0 and up to 1; 1 unless set
 * @param window how many of the last reads are looked at; 50 unless set
 * @param minimumCalls how many there must be before it may open, no more than {@code window}; 20 unless set
 * @param probeEvery how long after it opened, or after a probe that failed, the store is probed; 500 milliseconds unless set
 * @param trials how many probes must be answered before it closes, by the same rates; 3 unless set
 * @param enabled whether there is a breaker at all
 */
public record Breaker(
        double failureRate,
        Duration slowCall,
        double slowRate,
        int window,
        int minimumCalls,
        Duration probeEvery,
        int trials,
        boolean enabled) {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LARGEST_WINDOW = 10_000;
    private static final Breaker DEFAULTS =
            new Breaker(0.5, Duration.ofSeconds(1), 1, 50, 20, Duration.ofMillis(500), 3, true);

    /** What a breaker lets through. */
    public enum State {
        /** Reads ask the store. */
        CLOSED,
        /** Reads do not ask the store; the next probe is waited for. */
        OPEN,
        /** Reads do not ask the store; a probe does. */
        HALF_OPEN,
        /** There is no breaker or no remote store, or reads were told not to use it. */
        OFF
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a rate is not above 0 and up to 1, a duration is not from a millisecond to a minute, {@code window} is
     *     not from 1 to 10,000, {@code minimumCalls} is not from 1 to {@code window}, or {@code trials} is not from 1 to 100
     */
    public Breaker {
        rate("failureRate", failureRate);
        rate("slowRate", slowRate);
        within("slowCall", slowCall);
        within("probeEvery", probeEvery);
        within("window", window, LARGEST_WINDOW);
        within("minimumCalls", minimumCalls, window);
        within("trials", trials, 100);
    }

    /** Returns what holds unless set. */
    public static Breaker defaults() {
        return DEFAULTS;
    }

    /** Returns no breaker: each read asks the store and waits as long as the store's own time budget. */
    public static Breaker off() {
        return new Breaker(0.5, Duration.ofSeconds(1), 1, 50, 20, Duration.ofMillis(500), 3, false);
    }

    /**
     * Returns these settings with another share of failures.
     *
     * @param share above 0 and up to 1
     */
    public Breaker failureRate(double share) {
        return new Breaker(share, slowCall, slowRate, window, minimumCalls, probeEvery, trials, enabled);
    }

    /**
     * Returns these settings with slow reads taken for bad ones.
     *
     * @param from from when on an answer counts as slow, a millisecond to a minute
     * @param share the share of slow reads that opens the breaker, above 0 and up to 1
     */
    public Breaker slowCalls(Duration from, double share) {
        return new Breaker(failureRate, from, share, window, minimumCalls, probeEvery, trials, enabled);
    }

    /**
     * Returns these settings with another number of reads looked at.
     *
     * @param size from 1 to 10,000
     * @param minimum how many there must be before the breaker may open, from 1 to {@code size}
     */
    public Breaker window(int size, int minimum) {
        return new Breaker(failureRate, slowCall, slowRate, size, minimum, probeEvery, trials, enabled);
    }

    /**
     * Returns these settings with another time between probes.
     *
     * @param time from a millisecond to a minute
     */
    public Breaker probeEvery(Duration time) {
        return new Breaker(failureRate, slowCall, slowRate, window, minimumCalls, time, trials, enabled);
    }

    /**
     * Returns these settings with another number of probes that must be answered.
     *
     * @param probes from 1 to 100
     */
    public Breaker trials(int probes) {
        return new Breaker(failureRate, slowCall, slowRate, window, minimumCalls, probeEvery, probes, enabled);
    }

    private static void rate(String option, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be above 0 and up to 1");
        }
    }

    private static void within(String option, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " is " + value + ", it must be from a millisecond to " + LONGEST);
        }
    }

    private static void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from 1 to " + most);
        }
    }
}
