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
        if (last < 0) {
            return ended(hash, few(key));
        }
        // the last eight or sixteen bytes may overlap those before, which does no harm: the length is in the hash
        if (last > Long.BYTES) {
            hash = fold(hash ^ at(key, 0), FIRST);
            hash = fold(hash ^ at(key, Long.BYTES), FIRST);
            hash = last > 3 * Long.BYTES ? ofMiddle(key, hash) : hash;
            hash = fold(hash ^ at(key, last - Long.BYTES), FIRST);
        } else {
            hash = fold(hash ^ at(key, 0), FIRST);
        }
        return ended(hash, at(key, last));
    }

    private static long ofMiddle(byte[] key, long before) {
        long hash = before;
        for (int i = 2 * Long.BYTES; i < key.length - 2 * Long.BYTES; i += Long.BYTES) {
            hash = fold(hash ^ at(key, i), FIRST);
        }
        return hash;
    }

    private static long at(byte[] key, int index) {
        return (long) LONGS.get(key, index);
    }

    private static long ended(long hash, long rest) {
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
