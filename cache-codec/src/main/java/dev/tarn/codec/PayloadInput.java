package dev.tarn.codec;

import com.esotericsoftware.kryo.io.Input;
import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload whose lengths are not believed. Not thread-safe.
 *
 * <p>Every element of every collection takes at least one byte of its own, so the counts of all collections together cannot be above the
 * payload's size: {@link #count} keeps the sum, and refuses before anything is allocated. What is allocated is thereby a small multiple
 * of the payload's size, whatever the bytes say.
 */
final class PayloadInput extends Input {
    private static final byte[] NOTHING = {};

    private int unclaimed;

    PayloadInput() {
        super(NOTHING);
    }

    /** Starts to read a payload. */
    void open(byte[] bytes, int offset, int length) {
        setBuffer(bytes, offset, length);
        unclaimed = length;
    }

    /** Forgets the payload. */
    void release() {
        setBuffer(NOTHING);
    }

    int remaining() {
        return limit - position;
    }

    /**
     * Reads the number of elements that follow.
     *
     * @param leastBytes the least that one of them takes
     */
    int count(int leastBytes) {
        int count = readVarInt(true);
        if (count < 0 || (long) count * leastBytes > Math.min(unclaimed, remaining())) {
            throw new CodecException(
                    Reason.MALFORMED, "claims " + count + " elements with " + remaining() + " bytes left", null);
        }
        unclaimed -= count * leastBytes;
        return count;
    }

    /** Reads the length of a block of bytes that follows. */
    int length() {
        return checked(readVarInt(true));
    }

    private int checked(int length) {
        if (length < 0 || length > remaining()) {
            throw new CodecException(
                    Reason.MALFORMED, "claims " + length + " bytes with " + remaining() + " bytes left", null);
        }
        return length;
    }

    /** Reads a string or null; the counterpart of {@link PayloadOutput#writeText}. */
    @Nullable
    String readText() {
        int length = readVarInt(true);
        if (length == 0) {
            return null;
        }
        checked(length - 1);
        String text = Wtf8.decode(buffer, position, length - 1);
        position += length - 1;
        return text;
    }

    /** Reads a string that cannot be null. */
    String readRequiredText() {
        String text = readText();
        if (text == null) {
            throw new CodecException(Reason.MALFORMED, "null where a text is due", null);
        }
        return text;
    }
}
