package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hashes the bytes of a key to 64 bits: eight bytes at a time, each multiplied and folded, with a seed drawn once per process so that
 * nobody can choose keys that collide.
 */
final class KeyHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long SEED = new java.security.SecureRandom().nextLong();
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;

    private KeyHash() {}

    static long of(byte[] key) {
        long hash = SEED ^ (key.length * FIRST);
        int whole = key.length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(key, i), FIRST);
        }
        long rest = 0;
        for (int i = whole; i < key.length; i++) {
            rest = rest << 8 | (key[i] & 0xFF);
        }
        return fold(fold(hash ^ rest, SECOND), FIRST);
    }

    /** Multiplies to 128 bits and folds the halves: every bit of the factor reaches every bit of the result. */
    private static long fold(long value, long factor) {
        return (value * factor) ^ Math.multiplyHigh(value, factor);
    }
}
