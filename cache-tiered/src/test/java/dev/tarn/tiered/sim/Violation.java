package dev.tarn.tiered.sim;

/**
 * Something that must not happen, and did.
 *
 * @param found the version that was found
 * @param wanted the least version that would have done
 * @param ageNanos how long ago that one was acknowledged
 */
record Violation(Kind kind, long at, int node, int key, long found, long wanted, long ageNanos) {

    /** What can be broken. */
    enum Kind {
        /** P1: a value older than the bound. */
        STALE,
        /** P1: a node was told that something was missing, and did not ask for it. */
        LATE,
        /** P7: what nobody has committed was returned to others. */
        UNCOMMITTED,
        /** P2: a node did not see its own write. */
        READ_YOUR_WRITES,
        /** P3: a node returned something older than it had returned before. */
        BACK,
        /** P4: after a time without faults a node does not return what the source has. */
        PERMANENT,
        /** P4: after a time without faults the remote tier holds something else than the source has. */
        REMOTE,
        /** P6: two loaded a key at once although the store is healthy. */
        DOUBLE_LOAD,
        /** P8: something of a node has grown and does not shrink. */
        LEAK,
        /** P9: a read failed although the source did not. */
        ERROR,
        /** P9: a call never ended. */
        HUNG,
        /** P10: after links came back the source was asked much more often than before. */
        STORM,
        /** P11: a read with a ticket returned something older than the write. */
        TICKET
    }

    @Override
    public String toString() {
        return String.format(
                "%s at %.3f ms: node %d, key %d has version %d, wanted %d, acknowledged %.3f ms ago",
                kind, at / (double) Simulation.MILLI, node, key, found, wanted, ageNanos / (double) Simulation.MILLI);
    }
}
