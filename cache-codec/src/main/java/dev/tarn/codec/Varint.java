package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.nio.ByteBuffer;

/** Writes and reads numbers that are not negative, seven bits a byte, low bits first. */
final class Varint {
    private Varint() {}

    static int length(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    static void write(ByteBuffer target, long value) {
        long rest = value;
        while (rest > 0x7F) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    /** Reads a number in its shortest form. */
    static long read(ByteBuffer source) {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = source.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                if (next == 0 && shift > 0) {
                    break;
                }
                return value;
            }
        }
        throw new CodecException(Reason.MALFORMED, "a number is not in its shortest form, or too long", null);
    }
}
