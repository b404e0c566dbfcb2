package dev.tarn.spi;

import java.util.List;

/** Answers a poll of the log. */
public sealed interface Polled {
    /**
     * Returns the head of the log at the moment of the answer.
     *
     * <p>After {@link Entries} that were cut by the limit, there is more between the last entry and the head.
     */
    Position head();

    /**
     * The steps since the position that was asked for; none if it is the head.
     *
     * @param steps the steps in order
     * @param head the head of the log
     */
    record Entries(List<Invalidation> steps, Position head) implements Polled {
        /** Copies the list. */
        public Entries {
            steps = List.copyOf(steps);
        }
    }

    /**
     * The position that was asked for is not in the log: trimmed, lost, of another history, or unknown. What happened since cannot be
     * told.
     *
     * @param head the head of the log
     * @param forked whether this is another history: the log reaches back to before the position asked for and does not hold it, so the
     *     steps up to it, acknowledged ones among them, were lost. False where the position was trimmed, is of another era, or unknown
     */
    record Reset(Position head, boolean forked) implements Polled {}
}
