package dev.tarn.local.offheap;

/**
 * Reads and makes the words of the index.
 *
 * <pre>
 * bits  0..31  granule at which the entry begins; 0 means that the word is empty, as are all its other bits
 *      32..58  tag: bits of the key's hash, from which the two buckets of the entry can be told
 *      59      set by a hit while the entry is on probation
 *      60..62  stamp: the tick of the stripe's clock at which the entry was last hit, or the one before it came
 *      63      set while the entry is on probation
 * </pre>
 */
final class Word {
    static final long EMPTY = 0;
    /** The bits of a hash that words keep. */
    static final int TAG_BITS = 27;
    /** Stamps are below this one. */
    static final int TICKS = 8;

    private static final int TAG_SHIFT = 32;
    private static final int TAG_MASK = (1 << TAG_BITS) - 1;
    private static final long TAG = (long) TAG_MASK << TAG_SHIFT;
    private static final long WANTED = 1L << 59;
    private static final int STAMP_SHIFT = 60;
    private static final long STAMP = (TICKS - 1L) << STAMP_SHIFT;
    private static final long PROBATION = 1L << 63;

    private Word() {}

    static long of(int granule, int tag, int stamp, boolean probation) {
        return (granule & 0xFFFF_FFFFL)
                | (long) tag << TAG_SHIFT
                | (long) stamp << STAMP_SHIFT
                | (probation ? PROBATION : 0);
    }

    /** Returns the tag of a key with a hash. */
    static int tagOf(long hash) {
        return (int) hash & TAG_MASK;
    }

    static int granule(long word) {
        return (int) word;
    }

    static int tag(long word) {
        return (int) (word >>> TAG_SHIFT) & TAG_MASK;
    }

    /** Tells whether a word has a tag. An empty one has the tag 0. */
    static boolean hasTag(long word, int tag) {
        return ((word ^ ((long) tag << TAG_SHIFT)) & TAG) == 0;
    }

    static int stamp(long word) {
        return (int) (word >>> STAMP_SHIFT) & TICKS - 1;
    }

    /** Tells whether an entry was hit on probation. */
    static boolean isWanted(long word) {
        return (word & WANTED) != 0;
    }

    static boolean isOnProbation(long word) {
        return word < 0;
    }

    /** Returns the word of the same entry after a hit at a tick. */
    static long hit(long word, int tick) {
        return stamped(word, tick) | (isOnProbation(word) ? WANTED : 0);
    }

    static long stamped(long word, int tick) {
        return (word & ~STAMP) | (long) tick << STAMP_SHIFT;
    }

    /** Returns the word of the same entry elsewhere. */
    static long moved(long word, int granule) {
        return (word & ~0xFFFF_FFFFL) | (granule & 0xFFFF_FFFFL);
    }

    static long admitted(long word) {
        return word & ~(PROBATION | WANTED);
    }

    /** Tells whether two words are about the same entry. */
    static boolean isSame(long one, long other) {
        return (int) one == (int) other && tag(one) == tag(other);
    }
}
