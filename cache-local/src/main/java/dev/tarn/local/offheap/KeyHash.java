package dev.tarn.local.offheap;

/**
 * Hashes the bytes of a key to 64 bits: eight bytes at a time, each multiplied and folded, with a seed drawn once per process so that
 * nobody can choose keys that collide.
 */
final class KeyHash {
    private static final long SEED = new java.security.SecureRandom().nextLong();
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private KeyHash() {}

    static long of(byte[] key) {
        long hash = SEED ^ (key.length * FIRST);
        int whole = key.length & -Long.BYTES;
        if (whole > 0) {
            hash = fold(hash ^ KeyBytes.word(key, 0), FIRST);
        }
        if (whole > Long.BYTES) {
            hash = fold(hash ^ KeyBytes.word(key, Long.BYTES), FIRST);
        }
        // the first two are written out, for compilers make three loops of one
        for (int i = 2 * Long.BYTES; i < whole; i += Long.BYTES) {
            hash = fold(hash ^ KeyBytes.word(key, i), FIRST);
        }
        return ended(hash, KeyBytes.rest(key, whole));
    }

    private static long ended(long hash, long rest) {
        return fold(fold(hash ^ rest, SECOND), FIRST);
    }

    /** Multiplies to 128 bits and folds the halves: every bit of the factor reaches every bit of the result. */
    private static long fold(long value, long factor) {
        return (value * factor) ^ Math.multiplyHigh(value, factor);
    }
}
