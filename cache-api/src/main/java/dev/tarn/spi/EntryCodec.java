package dev.tarn.spi;

import dev.tarn.CodecException;
import java.nio.ByteBuffer;

/**
 * Frames entries in the envelope, the form in which they leave the heap: header, tags, life times, key, payload, checksum. Thread-safe;
 * never blocks.
 *
 * @param <V> the type of the values
 */
public interface EntryCodec<V> {
    /**
     * Encodes an entry. Era and version are left zero for the store to fill in ({@link EnvelopeHeader#stamp}).
     *
     * @param key the encoded key; it is kept in the envelope, so that another key's value is never taken for this one's
     * @param entry the entry
     * @param now the present, to carry life times over
     * @return the envelope, owned by the caller
     * @throws CodecException if the value cannot be encoded or is above the cap
     */
    byte[] encode(byte[] key, Entry<V> entry, Now now);

    /**
     * Decodes an entry. Life times are counted from the instant at which the load or write began, so a hop from tier to tier never
     * lengthens a life; an instant in the future counts as now.
     *
     * @param key the encoded key that was asked for
     * @param envelope holds the envelope from its position to its limit; must not be used after the call returns
     * @param now the present, to carry life times over
     * @return the entry, its {@code refreshAt} equal to its {@code freshUntil}
     * @throws CodecException if the bytes are not an envelope of this key and type, with the reason
     */
    Entry<V> decode(byte[] key, ByteBuffer envelope, Now now);
}
