package dev.tarn.testing.fault;

import java.time.Duration;

/**
 * What goes wrong with one call of a {@link FaultyRemoteStore}.
 *
 * @param kind what happens
 * @param delay how much later it happens, for the kinds that delay; else zero
 */
public record Fault(Kind kind, Duration delay) {
    /** The kinds of faults. */
    public enum Kind {
        /** Not carried out; fails as one refused by the server. */
        REFUSE,
        /** Not carried out; fails as one that took too long. */
        LOSE_REQUEST,
        /** Carried out; fails as one that took too long. */
        LOSE_ANSWER,
        /** Carried out later. */
        DELAY_REQUEST,
        /** Carried out at once, answered later. */
        DELAY_ANSWER,
        /** The envelopes found end too early. */
        TRUNCATE,
        /** One bit of the envelopes found is wrong, era and version excepted. */
        FLIP_BIT,
        /** The envelopes found are somebody else's bytes. */
        FOREIGN
    }

    /** Refuses a negative delay. */
    public Fault {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is " + delay + ", but must not be negative");
        }
    }

    /** Returns a fault without a delay. */
    public static Fault of(Kind kind) {
        return new Fault(kind, Duration.ZERO);
    }

    /** Returns the fault of a request that arrives late. */
    public static Fault lateRequest(Duration delay) {
        return new Fault(Kind.DELAY_REQUEST, delay);
    }

    /** Returns the fault of an answer that arrives late. */
    public static Fault lateAnswer(Duration delay) {
        return new Fault(Kind.DELAY_ANSWER, delay);
    }

    /** Tells whether the fault damages what is read. */
    boolean isDamage() {
        return kind == Kind.TRUNCATE || kind == Kind.FLIP_BIT || kind == Kind.FOREIGN;
    }
}
