package dev.tarn.benchmarks;

import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;

/** Copies bytes, or reads the first eight of them where they stand. */
final class PlaceCodec implements Codec<Object> {
    /** Set between rounds, by the thread that starts those which read. */
    boolean inPlace;

    @Override
    public int id() {
        return 64;
    }

    @Override
    public int fingerprint() {
        return 1;
    }

    @Override
    public byte[] encode(Object bytes) {
        return (byte[]) bytes;
    }

    @Override
    public Object decode(ByteBuffer bytes) {
        return inPlace ? (Object) bytes.getLong(bytes.position()) : copy(bytes);
    }

    /** Copies what a buffer has left. */
    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
