package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Turns strings into UTF-8 and back without loss. A surrogate without its partner, which UTF-8 cannot express and the JDK's encoder
 * replaces by a question mark, becomes the three bytes of its code point (the form known as WTF-8): no two strings share their bytes.
 */
final class Wtf8 {
    private static final char REPLACEMENT = '\uFFFD';
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long QUESTION_MARKS = '?' * ONES;
    private static final long HIGH = ONES << 7;

    private Wtf8() {}

    /** Returns the number of bytes that a string takes. */
    static long length(String text) {
        int chars = text.length();
        long bytes = chars;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 ? 1 : 2;
                if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++; // a pair takes four bytes: two are counted as chars, two just now
                }
            }
        }
        return bytes;
    }

    /** Encodes a string. */
    static byte[] encode(String text) {
        // Latin-1 is had for less than UTF-8, and the same for ASCII; what it cannot express becomes a question mark.
        byte[] latin = text.getBytes(ISO_8859_1);
        if (isAsciiWithoutQuestionMark(latin)) {
            return latin;
        }
        byte[] bytes = new byte[Math.toIntExact(length(text))];
        write(text, bytes, 0);
        return bytes;
    }

    /** Looks at eight bytes at a time, at some of them twice. */
    private static boolean isAsciiWithoutQuestionMark(byte[] bytes) {
        int last = bytes.length - Long.BYTES;
        if (last < 0) {
            return areFewAscii(bytes);
        }
        long others = others(bytes, 0) | others(bytes, last);
        if (last > Long.BYTES) {
            others |= others(bytes, Long.BYTES) | others(bytes, last - Long.BYTES);
        }
        return (others & HIGH) == 0 && (last <= 3 * Long.BYTES || !isOtherInTheMiddle(bytes));
    }

    private static boolean isOtherInTheMiddle(byte[] bytes) {
        for (int i = 2 * Long.BYTES; i < bytes.length - 2 * Long.BYTES; i += Long.BYTES) {
            if ((others(bytes, i) & HIGH) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns a number that has none of the {@link #HIGH} bits if of eight bytes all are ASCII and none is the question mark, which becomes zero here and then borrows.
     */
    private static long others(byte[] bytes, int at) {
        long word = (long) LONGS.get(bytes, at);
        return ((word ^ QUESTION_MARKS) - ONES) | word;
    }

    private static boolean areFewAscii(byte[] bytes) {
        for (byte next : bytes) {
            if (next < 0 || next == '?') {
                return false;
            }
        }
        return true;
    }

    /** Writes a string into an array that has room for it, and returns the index after its last byte. */
    static int write(String text, byte[] target, int offset) {
        int at = offset;
        for (int i = 0, chars = text.length(); i < chars; i++) {
            int c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else {
                int codePoint = text.codePointAt(i);
                at = writeCodePoint(codePoint, target, at);
                i += Character.charCount(codePoint) - 1;
            }
        }
        return at;
    }

    private static int writeCodePoint(int c, byte[] target, int offset) {
        int at = offset;
        if (c < 0x800) {
            target[at++] = (byte) (0xC0 | (c >> 6));
        } else if (c < 0x10000) {
            target[at++] = (byte) (0xE0 | (c >> 12));
            target[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        } else {
            target[at++] = (byte) (0xF0 | (c >> 18));
            target[at++] = (byte) (0x80 | ((c >> 12) & 0x3F));
            target[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        target[at++] = (byte) (0x80 | (c & 0x3F));
        return at;
    }

    /**
     * Decodes a string.
     *
     * @throws CodecException if no string has these bytes
     */
    static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes, offset, length);
    }

    /** The JDK's decoder has replaced something, or the replacement character itself is there. */
    private static String decodeStrictly(byte[] bytes, int offset, int length) {
        StringBuilder text = new StringBuilder(length);
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int size = sizeOf(bytes[at]);
            if (size > end - at) {
                throw malformed();
            }
            text.appendCodePoint(codePoint(bytes, at, size));
            at += size;
        }
        String decoded = text.toString();
        if (!Arrays.equals(encode(decoded), Arrays.copyOfRange(bytes, offset, end))) {
            throw malformed(); // over-long forms, wrong continuation bytes, a pair written as two halves
        }
        return decoded;
    }

    private static int sizeOf(byte lead) {
        if (lead >= 0) {
            return 1;
        }
        int ones = Integer.numberOfLeadingZeros(~(lead << 24));
        if (ones < 2 || ones > 4) {
            throw malformed();
        }
        return ones;
    }

    private static int codePoint(byte[] bytes, int at, int size) {
        int c = size == 1 ? bytes[at] : bytes[at] & (0x7F >> size);
        for (int i = 1; i < size; i++) {
            c = (c << 6) | (bytes[at + i] & 0x3F);
        }
        if (c > Character.MAX_CODE_POINT) {
            throw malformed();
        }
        return c;
    }

    private static CodecException malformed() {
        return new CodecException(Reason.PAYLOAD, "text is not well-formed UTF-8", null);
    }
}
