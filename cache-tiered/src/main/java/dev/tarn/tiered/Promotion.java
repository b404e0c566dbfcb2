package dev.tarn.tiered;

import dev.tarn.spi.LocalStore;

/**
 * Decides which hits below the nearest tier move their entry up: the second one of a key and later ones, if not too many other keys were hit in
 * between. An entry that is asked for once in a while would leave the nearest tier before it is asked for again; moving it up costs more than
 * the hit below, and makes the nearest tier give up another.
 *
 * <p>Remembers one bit for each key, in so many bits as is right for the entries that the nearest tier holds, and begins anew when half of them
 * may be set. Thread-safe; a lost bit costs one more hit below.
 */
final class Promotion {
    private static final int LEAST_BITS = 1 << 12;
    private static final int MOST_BITS = 1 << 24;
    private static final int BITS_PER_ENTRY = 8;

    private volatile long[] seen = new long[LEAST_BITS / Long.SIZE];
    private int left = LEAST_BITS / 2;

    /**
     * Tells whether an entry that was just hit moves up.
     *
     * @param key its key
     * @param above the store that it would move into
     */
    boolean isDue(Object key, LocalStore<?, ?> above) {
        long[] words = seen;
        int hash = key.hashCode() * 0x9E3779B9;
        int bit = (hash ^ (hash >>> 15)) & (words.length * Long.SIZE - 1);
        long mask = 1L << bit;
        if ((words[bit / Long.SIZE] & mask) != 0) {
            return true;
        }
        words[bit / Long.SIZE] |= mask;
        if (--left <= 0) {
            forget(above.size());
        }
        return false;
    }

    private void forget(long entries) {
        long wanted = Math.max(LEAST_BITS, Math.min(MOST_BITS, entries * BITS_PER_ENTRY));
        int bits = (int) Long.highestOneBit(wanted);
        left = bits / 2;
        seen = new long[bits / Long.SIZE];
    }
}
