package dev.tarn.local.offheap;

/**
 * Reads and makes the words of the index.
 *
 * <pre>
 * bits  0..31  granule at which the entry begins; 0 means that the word is empty, as are all its other bits
 *      32..59  tag: bits of the key's hash, from which the two buckets of the entry can be told
 *      60..62  heat: raised by hits, lowered as the hand of the eviction comes by
 *      63      set while the entry is on probation
 * </pre>
 */
final class Word {
    static final long EMPTY = 0;
    static final int HOTTEST = 7;

    private static final int TAG_SHIFT = 32;
    private static final int TAG_MASK = (1 << 28) - 1;
    private static final int HEAT_SHIFT = 60;
    private static final long ONE_HEAT = 1L << HEAT_SHIFT;
    private static final long PROBATION = 1L << 63;

    private Word() {}

    static long of(int granule, int tag, int heat, boolean probation) {
        return (granule & 0xFFFF_FFFFL)
                | (long) tag << TAG_SHIFT
                | (long) heat << HEAT_SHIFT
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

    static int heat(long word) {
        return (int) (word >>> HEAT_SHIFT) & HOTTEST;
    }

    static boolean isOnProbation(long word) {
        return word < 0;
    }

    /** Returns the word of the same entry, hotter by one; below {@link #HOTTEST} only. */
    static long hotter(long word) {
        return word + ONE_HEAT;
    }

    static long withHeat(long word, int heat) {
        return (word & ~((long) HOTTEST << HEAT_SHIFT)) | (long) heat << HEAT_SHIFT;
    }

    static long admitted(long word) {
        return word & ~PROBATION;
    }

    /** Tells whether two words are about the same entry. */
    static boolean isSame(long one, long other) {
        return (int) one == (int) other && tag(one) == tag(other);
    }
}
