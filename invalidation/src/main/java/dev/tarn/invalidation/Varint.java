package dev.tarn.invalidation;

import java.nio.ByteBuffer;

/** Writes and reads lengths of up to 21 bits: seven bits a byte, the lowest first, 0x80 set on all bytes but the last. */
final class Varint {
    private static final int MAXIMUM_BYTES = 3;

    private Varint() {}

    static int sizeOf(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : 3;
    }

    static void put(ByteBuffer bytes, int value) {
        int rest = value;
        while (rest > 0x7F) {
            bytes.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    /** Returns the number, or -1 if the bytes end too early, go on too long, or could have been fewer. */
    static int get(ByteBuffer bytes) {
        int value = 0;
        for (int i = 0; i < MAXIMUM_BYTES && bytes.hasRemaining(); i++) {
            int next = bytes.get();
            value |= (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return i > 0 && next == 0 ? -1 : value;
            }
        }
        return -1;
    }
}
