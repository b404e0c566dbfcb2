package dev.tarn.spi;

import dev.tarn.CodecException;
import java.nio.ByteBuffer;

/**
 * Turns objects of one type into bytes and back. Thread-safe; never blocks.
 *
 * <p>Bytes come from other processes, other releases and strangers: whatever they are, {@link #decode} answers with an object or a
 * {@link CodecException}, in bounded time and memory, and never lets them choose a class that was not allowed beforehand.
 *
 * @param <T> the type of the objects
 */
public interface Codec<T> {
    /** Returns the number that names the kind of codec in envelopes: 1 to 63 for Tarn's own, 64 to 255 for others. */
    int id();

    /**
     * Returns a number that changes when bytes written before can no longer be read: the type's name and shape, not its hash code.
     * Services that share a remote tier and the same classes compute the same one.
     */
    int fingerprint();

    /**
     * Encodes an object. Equal keys must give equal bytes in every process; values need not.
     *
     * @param object the object
     * @return its bytes, owned by the caller
     * @throws CodecException if the object holds a type that is not allowed, or cannot be encoded
     */
    byte[] encode(T object);

    /**
     * Decodes an object.
     *
     * @param bytes holds the bytes from its position to its limit, on or off the heap; the buffer's position may be moved, its content
     *     must not be changed, and it must not be used after the call returns
     * @return the object
     * @throws CodecException if the bytes are not those of such an object
     */
    T decode(ByteBuffer bytes);
}
