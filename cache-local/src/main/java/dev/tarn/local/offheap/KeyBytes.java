package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads the bytes of keys as numbers; without checks where {@link Memory} does, so indexes must be right. */
final class KeyBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private KeyBytes() {}

    /** Returns the eight bytes from an index on. */
    static long word(byte[] bytes, int at) {
        return Memory.IS_RAW ? Raw.getLong(bytes, at) : (long) LONGS.get(bytes, at);
    }

    /**
     * Returns the bytes from a multiple of eight on, fewer than eight, as {@link Memory#getBytes} returns those of memory: by four, two and one. A key has been written just now, eight
     * bytes at multiples of eight. A processor hands on to a read what stands in one write that has not reached the cache yet, but one that covers parts of two waits until both, and all before
     * them, have; and the hash waits for it.
     */
    static long rest(byte[] bytes, int from) {
        int left = bytes.length - from;
        int at = from;
        long number = 0;
        int bits = 0;
        if ((left & Integer.BYTES) != 0) {
            number = getInt(bytes, at) & 0xFFFF_FFFFL;
            at += Integer.BYTES;
            bits = Integer.SIZE;
        }
        if ((left & Short.BYTES) != 0) {
            number = joined(number, bits, getShort(bytes, at) & 0xFFFF, Short.SIZE);
            at += Short.BYTES;
            bits += Short.SIZE;
        }
        return (left & 1) == 0 ? number : joined(number, bits, bytes[at] & 0xFF, Byte.SIZE);
    }

    private static int getInt(byte[] bytes, int at) {
        return Memory.IS_RAW ? Raw.getInt(bytes, at) : (int) INTS.get(bytes, at);
    }

    private static short getShort(byte[] bytes, int at) {
        return Memory.IS_RAW ? Raw.getShort(bytes, at) : (short) SHORTS.get(bytes, at);
    }

    private static long joined(long number, int bits, long next, int nextBits) {
        return LITTLE_ENDIAN ? number | next << bits : number << nextBits | next;
    }
}
