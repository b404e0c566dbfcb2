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
        int last = key.length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(key, i), FIRST);
        }
        // the last eight bytes may overlap those before, which does no harm: the length is in the hash
        long rest = last >= 0 ? (long) LONGS.get(key, last) : few(key);
        return fold(fold(hash ^ rest, SECOND), FIRST);
    }

    private static long few(byte[] key) {
        long number = 0;
        for (byte next : key) {
            number = number << Byte.SIZE | (next & 0xFF);
        }
        return number;
    }

    /** Multiplies to 128 bits and folds the halves: every bit of the factor reaches every bit of the result. */
    private static long fold(long value, long factor) {
        return (value * factor) ^ Math.multiplyHigh(value, factor);
    }
}
