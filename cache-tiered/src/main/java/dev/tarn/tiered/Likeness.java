package dev.tarn.tiered;

import dev.tarn.CodecException;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.Now;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the remote tier holds, and whether it is the same as a value at hand.
 *
 * @param there what the tier holds
 * @param alike whether it is the same
 */
record Likeness<V>(Entry<V> there, boolean alike) {
    /**
     * Compares. Equal values are alike, and so are those that are the same bytes, for not every class has an equality of its own.
     *
     * @param codec wrote the envelope
     * @param key the encoded key
     * @param envelope what the tier holds
     * @param value the value, or null for an absence
     * @param now the present
     * @throws CodecException if the bytes cannot be read
     */
    static <V> Likeness<V> of(EntryCodec<V> codec, byte[] key, byte[] envelope, @Nullable V value, Now now) {
        Entry<V> there = codec.decode(key, ByteBuffer.wrap(envelope), now);
        boolean alike = Objects.deepEquals(value, there.value())
                || (value != null && !there.isAbsence() && isEncodedAlike(codec, key, envelope, there, value, now));
        return new Likeness<>(there, alike);
    }

    private static <V> boolean isEncodedAlike(
            EntryCodec<V> codec, byte[] key, byte[] envelope, Entry<V> there, V value, Now now) {
        byte[] mine = codec.encode(key, there.holding(value), now);
        byte[] written = envelope.clone();
        EnvelopeHeader.stamp(written, 0, 0);
        // what was decoded may be encoded in another order than what was written, and mine may be like either
        return Arrays.equals(mine, written) || Arrays.equals(mine, codec.encode(key, there, now));
    }
}
