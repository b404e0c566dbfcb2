package dev.tarn.codec;

import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;

/**
 * Encodes into a buffer that is used again, so that the envelope is the only array made for a value. Thread-safe.
 *
 * @param <T> the type of the objects
 */
interface PayloadCodec<T> extends Codec<T> {
    /** Appends an object's bytes. */
    void write(T object, PayloadOutput output);

    /** Reads an object from all the bytes of a range. */
    T read(byte[] bytes, int offset, int length);

    @Override
    default T decode(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (bytes.hasArray()) {
            return read(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        }
        byte[] copy = new byte[length];
        bytes.get(copy);
        return read(copy, 0, length);
    }
}
