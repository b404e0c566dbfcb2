package dev.tarn.codec;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;

/**
 * Refuses keys whose encoded form is too long.
 *
 * @param codec makes the encoded form
 * @param most the most bytes that it may have
 */
record BoundedKeys<K>(Codec<K> codec, int most) implements Codec<K> {
    @Override
    public int id() {
        return codec.id();
    }

    @Override
    public int fingerprint() {
        return codec.fingerprint();
    }

    @Override
    public byte[] encode(K object) {
        byte[] bytes = codec.encode(object);
        require(bytes.length);
        return bytes;
    }

    @Override
    public K decode(ByteBuffer bytes) {
        require(bytes.remaining());
        return codec.decode(bytes);
    }

    private void require(int length) {
        if (length > most) {
            throw new CodecException(Reason.TOO_LARGE, "key of " + length + " bytes, cap " + most, null);
        }
    }
}
