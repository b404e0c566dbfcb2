package dev.tarn.jcache.annotation;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import dev.tarn.spi.CodecProvider;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import javax.cache.annotation.GeneratedCacheKey;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the keys that are made of arguments, each by the codec of its parameter's type.
 *
 * <pre>
 * key = { length (4 bytes, big-endian; -1 for null) bytes of the provider's codec for keys of that type }
 * </pre>
 */
final class ArgumentsKeyCodec implements Codec<GeneratedCacheKey> {
    private static final int ID = 108;
    private static final int NULL = -1;

    private final Supplier<CodecProvider> provider;
    private final List<Class<?>> types;
    private volatile @Nullable List<Codec<Object>> found;

    /**
     * Creates a codec.
     *
     * @param provider is asked when a key is first encoded: without a tier outside the heap none is
     * @param types the types of the arguments
     */
    ArgumentsKeyCodec(Supplier<CodecProvider> provider, List<Class<?>> types) {
        this.provider = provider;
        this.types = types;
    }

    @SuppressWarnings("unchecked") // each encodes the arguments at its position
    private List<Codec<Object>> codecs() {
        List<Codec<Object>> codecs = found;
        if (codecs == null) {
            CodecProvider known = provider.get();
            codecs =
                    types.stream().map(type -> (Codec<Object>) known.keys(type)).toList();
            found = codecs;
        }
        return codecs;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public int fingerprint() {
        int fingerprint = 1;
        for (Codec<Object> codec : codecs()) {
            fingerprint = 31 * fingerprint + codec.fingerprint();
        }
        return fingerprint;
    }

    @Override
    public byte[] encode(GeneratedCacheKey key) {
        @Nullable Object[] arguments = ((ArgumentsKey) key).arguments();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(32);
        for (int position = 0; position < arguments.length; position++) {
            Object argument = arguments[position];
            byte[] encoded = argument == null ? null : codecs().get(position).encode(argument);
            int length = encoded == null ? NULL : encoded.length;
            bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            if (encoded != null) {
                bytes.writeBytes(encoded);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public GeneratedCacheKey decode(ByteBuffer bytes) {
        @Nullable Object[] arguments = new Object[types.size()];
        try {
            for (int position = 0; position < arguments.length; position++) {
                int length = bytes.getInt();
                if (length != NULL) {
                    arguments[position] = codecs().get(position).decode(bytes.slice(bytes.position(), length));
                    bytes.position(bytes.position() + length);
                }
            }
        } catch (RuntimeException e) {
            throw e instanceof CodecException
                    ? e
                    : new CodecException(CodecException.Reason.MALFORMED, "no key of " + types, e);
        }
        return new ArgumentsKey(arguments);
    }
}
