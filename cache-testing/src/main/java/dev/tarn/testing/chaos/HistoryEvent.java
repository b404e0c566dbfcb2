package dev.tarn.testing.chaos;

/**
 * One thing that a process did or saw, with the time before it began and the time after it ended.
 *
 * <p>Times are nanoseconds of the one monotonic clock that all processes of a machine share. Because the first is taken before the
 * call and the last after it returned, what the checker concludes from them never blames a cache for the time that the recording took.
 *
 * @param kind what it was
 * @param node the node's number, from 0
 * @param life how often that node's process had been started before; two lives of a node are two processes
 * @param key the key
 * @param version the version committed, acknowledged, read or loaded; {@link #NO_VALUE} or {@link #FOREIGN} where there was none
 * @param start when it began
 * @param end when it ended; not before {@code start}
 */
public record HistoryEvent(Kind kind, int node, int life, int key, int version, long start, long end) {
    /** The version of a read that returned nothing, though the source always has a value. */
    public static final int NO_VALUE = 0;

    /** The version of a read that returned a value that nobody wrote: torn, of another key, or of another program. */
    public static final int FOREIGN = -1;

    /** What happened. New kinds may be added at the end. */
    public enum Kind {
        /** The source took a new version of the key; nobody was told yet. */
        COMMIT(1),
        /** The write of the version returned {@code APPLIED}: from {@code end} on every node owes it within the bound. */
        APPLIED(2),
        /** The write of the version returned {@code QUEUED}: from {@code end} on the writing process owes it, the others in the end. */
        QUEUED(3),
        /** A read answered with the version. */
        READ(4),
        /** A read after the faults, when every cache has had time to heal, answered with the version. */
        FINAL_READ(5),
        /** The loader took the version from the source. */
        LOAD(6),
        /** A read threw an exception. */
        FAILED_READ(7),
        /** A read after the faults threw an exception. */
        FAILED_FINAL_READ(8),
        /** The write of the version threw an exception: nothing is owed. */
        FAILED_WRITE(9),
        /** The process was told to work. Key and version mean nothing. */
        STARTED(10),
        /** The process was killed, or told to end. Key and version mean nothing. */
        ENDED(11);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Returns the number that stands for the kind in a file. */
        int code() {
            return code;
        }
    }

    /** Tells whether the event is a read that answered. */
    public boolean isRead() {
        return kind == Kind.READ || kind == Kind.FINAL_READ;
    }

    /** Returns the number of the process: the same for two events if and only if node and life are. */
    long process() {
        return (long) node << Integer.SIZE | life;
    }
}
