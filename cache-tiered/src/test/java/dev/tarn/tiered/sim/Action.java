package dev.tarn.tiered.sim;

import java.util.EnumSet;
import java.util.Set;

/**
 * One thing that a schedule has happen.
 *
 * @param at when, in nanoseconds from the beginning
 * @param node to whom
 * @param key with which key or group of keys, where that means something
 * @param first a number that the kind gives a meaning
 * @param second another
 * @param third another
 */
record Action(Kind kind, long at, int node, int key, long first, long second, long third) {

    Action(Kind kind, long at, int node, int key) {
        this(kind, at, node, key, 0, 0, 0);
    }

    /** What can happen. */
    enum Kind {
        /** Reads a key. */
        READ,
        /** Reads a key with a loader that no thread waits for. */
        READ_LATER,
        /** Reads all keys in one call. */
        READ_ALL,
        /** Reads a key without loading it. */
        PEEK,
        /** Reads a key with the newest ticket that any node has given out for it. */
        READ_TICKET,
        /** Has a key loaded anew. */
        REFRESH,
        /** Commits a row, then invalidates its key. */
        WRITE,
        /** Commits all rows, then invalidates their keys in one call. */
        WRITE_ALL,
        /** Commits a row, then puts it. */
        PUT,
        /** Commits the rows of a group, then invalidates their tag. */
        TAG,
        /** Commits all rows, then clears. */
        CLEAR,
        /** Changes a row in a transaction; {@code first}: how long, {@code second}: 1 to roll back, {@code third}: 1 to bar the key. */
        TRANSACTION,
        /** Stops a process; {@code first}: for how long. */
        PAUSE,
        /** Lets nothing through to or from a node; {@code first}: for how long, {@code second}: 1 if the link breaks in the end. */
        CUT,
        /** Breaks a node's link; {@code first}: how long until it notices. */
        BREAK,
        /** Restarts the server; {@code first}: how long it is away, {@code second}: 1 if it comes back empty. */
        RESTART,
        /** Loses all data, as FLUSHALL does. */
        FLUSH,
        /** Loses log, leases and tags, as an eviction does. */
        LOSE_METADATA,
        /** Shortens the logs; {@code first}: how many steps stay. */
        TRIM,
        /** Makes a replica the master; {@code first}: the outage, {@code second}: the tail lost, {@code third}: its clock in milliseconds. */
        FAIL_OVER,
        /** As {@link #FAIL_OVER}, behind a proxy: no link breaks, and nobody is told. */
        SWAP,
        /** As {@link #FAIL_OVER}; the old master lives on for the nodes in the bit set {@code key}, for three times the outage. */
        SPLIT;

        private static final Set<Kind> OPERATIONS = EnumSet.range(READ, TRANSACTION);

        boolean isFault() {
            return !OPERATIONS.contains(this);
        }
    }

    @Override
    public String toString() {
        return String.format(
                "%10.3f ms  %-13s node %d key %d  %d %d %d",
                at / (double) Simulation.MILLI, kind, node, key, first, second, third);
    }
}
