package dev.tarn.spring;

import dev.tarn.spi.Codec;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A codec that is made when a tier first asks for it: where nothing leaves the heap, nothing need be fit to be encoded. */
final class LazyCodec implements Codec<Object> {
    private final Supplier<Codec<Object>> source;
    private volatile @Nullable Codec<Object> made;

    LazyCodec(Supplier<Codec<Object>> source) {
        this.source = source;
    }

    private Codec<Object> codec() {
        Codec<Object> codec = made;
        if (codec == null) {
            codec = source.get();
            made = codec;
        }
        return codec;
    }

    @Override
    public int id() {
        return codec().id();
    }

    @Override
    public int fingerprint() {
        return codec().fingerprint();
    }

    @Override
    public byte[] encode(Object object) {
        return codec().encode(object);
    }

    @Override
    public Object decode(ByteBuffer bytes) {
        return codec().decode(bytes);
    }
}
