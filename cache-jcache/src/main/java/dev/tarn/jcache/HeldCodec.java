package dev.tarn.jcache;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Encodes a held value: eight bytes of its write, eight of its end, then the value by its own codec. */
final class HeldCodec<V> implements Codec<Held<V>> {
    private static final int ID = 107;
    private static final int HEAD = 2 * Long.BYTES;

    private final Supplier<Codec<V>> source;
    private volatile @Nullable Codec<V> found;

    /**
     * Creates a codec.
     *
     * @param source gives the codec of the values, when one is needed
     */
    HeldCodec(Supplier<Codec<V>> source) {
        this.source = source;
    }

    private Codec<V> values() {
        Codec<V> values = found;
        if (values == null) {
            values = source.get();
            found = values;
        }
        return values;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public int fingerprint() {
        return 31 * values().fingerprint() + values().id();
    }

    @Override
    public byte[] encode(Held<V> held) {
        byte[] value = values().encode(held.value());
        return ByteBuffer.allocate(HEAD + value.length)
                .putLong(held.write())
                .putLong(held.endsAt())
                .put(value)
                .array();
    }

    @Override
    public Held<V> decode(ByteBuffer bytes) {
        if (bytes.remaining() < HEAD) {
            throw new CodecException(
                    CodecException.Reason.MALFORMED,
                    "a held value has " + bytes.remaining() + " bytes, at least " + HEAD,
                    null);
        }
        long write = bytes.getLong();
        long endsAt = bytes.getLong();
        return new Held<>(write, values().decode(bytes), endsAt);
    }
}
