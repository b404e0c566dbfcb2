package dev.tarn.codec;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import org.jspecify.annotations.Nullable;

/**
 * Collects a payload in a buffer that grows up to the cap and is used again. Not thread-safe.
 *
 * <p>Beyond the cap it throws {@link KryoBufferOverflowException}.
 */
final class PayloadOutput extends Output {
    private static final int INITIAL = 1024;
    private static final int KEPT = 256 << 10;
    private static final byte[] NOTHING = {};

    private byte[] scratch = NOTHING;

    PayloadOutput(int cap) {
        super(Math.min(INITIAL, cap), cap);
    }

    /** Writes a string or null: the length in bytes plus one as a varint, zero for null; then its bytes. */
    void writeText(@Nullable String text) {
        if (text == null) {
            writeVarInt(0, true);
            return;
        }
        long length = Wtf8.length(text);
        ensure(length);
        writeVarInt((int) length + 1, true);
        append(text, (int) length);
    }

    /** Writes the bytes of a string, without its length. */
    void writeBareText(String text) {
        long length = Wtf8.length(text);
        ensure(length);
        append(text, (int) length);
    }

    @SuppressWarnings("deprecation") // copies the low bytes of the chars, which is right and fast for ASCII
    private void append(String text, int length) {
        require(length);
        if (length == text.length()) {
            text.getBytes(0, length, buffer, position);
            position += length;
        } else {
            position = Wtf8.write(text, buffer, position);
        }
    }

    private void ensure(long length) {
        if (length >= maxCapacity) {
            throw new KryoBufferOverflowException("text of " + length + " bytes, cap " + maxCapacity);
        }
    }

    /** Returns a second buffer, for the compressed or the expanded form; its content is arbitrary. */
    byte[] scratch(int size) {
        if (scratch.length < size) {
            scratch = new byte[size];
        }
        return scratch;
    }

    /** Makes the buffer ready for the next payload, and gives up memory that only a big one needed. */
    void rewind() {
        if (capacity > KEPT) {
            setBuffer(new byte[INITIAL], maxCapacity);
        }
        if (scratch.length > KEPT) {
            scratch = NOTHING;
        }
        position = 0;
        total = 0;
    }

    /** Makes room, as the superclass does, but without an overflow of its arithmetic near the largest array. */
    @Override
    protected boolean require(int required) throws KryoException {
        if (required > maxCapacity - position) {
            throw new KryoBufferOverflowException("more than " + maxCapacity + " bytes");
        }
        return super.require(required);
    }
}
