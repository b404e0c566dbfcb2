package dev.tarn.local.offheap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.CodecException;
import dev.tarn.local.NoCodecs;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.LocalStoreFactory.CodecSource;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Contexts for tests: numbers or bytes as keys, text or bytes as values. */
final class Texts {
    /** A value whose encoding is refused. */
    static final String NOT_ENCODABLE = "not encodable";

    /** A value whose bytes cannot be decoded. */
    static final String NOT_DECODABLE = "not decodable";

    private Texts() {}

    static Context<Long, String> numbersToTexts() {
        return numbersToTexts(Clock.system(), unwatched());
    }

    static Context<Long, String> numbersToTexts(Clock clock, RemovalObserver<Long, String> removals) {
        Codec<Long> keys = codec(number -> Long.toString(number).getBytes(UTF_8), bytes -> Long.valueOf(text(bytes)));
        Codec<String> values = codec(Texts::encode, Texts::decode);
        return new Context<>("test", Long.class, String.class, source(keys, values), clock, removals);
    }

    static Context<byte[], byte[]> bytesToBytes() {
        Codec<byte[]> same = codec(byte[]::clone, Texts::bytes);
        return new Context<>("test", byte[].class, byte[].class, source(same, same), Clock.system(), unwatched());
    }

    /** Returns a context whose codecs cannot be made. */
    static Context<Long, String> withoutCodecs() {
        return new Context<>("test", Long.class, String.class, new NoCodecs<>(), Clock.system(), unwatched());
    }

    static <K, V> RemovalObserver<K, V> unwatched() {
        return new RemovalObserver<>() {
            @Override
            public void onRemoval(K key, dev.tarn.spi.Entry<V> entry, dev.tarn.RemovalCause cause) {
                throw new AssertionError("not watched");
            }

            @Override
            public boolean isWatched() {
                return false;
            }
        };
    }

    private static byte[] encode(String text) {
        if (text.equals(NOT_ENCODABLE)) {
            throw new CodecException(CodecException.Reason.TYPE_NOT_ALLOWED, "refused", null);
        }
        return text.getBytes(UTF_8);
    }

    private static String decode(ByteBuffer bytes) {
        String text = text(bytes);
        if (text.equals(NOT_DECODABLE)) {
            throw new CodecException(CodecException.Reason.PAYLOAD, "refused", null);
        }
        return text;
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes).toString();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static <K, V> CodecSource<K, V> source(Codec<K> keys, Codec<V> values) {
        return new CodecSource<>() {
            @Override
            public Codec<K> keys() {
                return keys;
            }

            @Override
            public Codec<V> values() {
                return values;
            }

            @Override
            public EntryCodec<V> entries() {
                throw new UnsupportedOperationException("nothing is framed");
            }
        };
    }

    static <T> Codec<T> codec(Function<T, byte[]> encoder, Function<ByteBuffer, T> decoder) {
        return new Codec<>() {
            @Override
            public int id() {
                return 64;
            }

            @Override
            public int fingerprint() {
                return 1;
            }

            @Override
            public byte[] encode(T object) {
                return encoder.apply(object);
            }

            @Override
            public T decode(ByteBuffer bytes) {
                return decoder.apply(bytes);
            }
        };
    }
}
