package dev.tarn.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tarn.CodecException;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.CodecSource;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import dev.tarn.spi.Traits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Opens heap stores for tests, with codecs for a key of text and a value that is a list of text. */
final class Stores {
    /** A value whose encoding is refused. */
    static final String NOT_ENCODABLE = "not encodable";

    private static final String END = "\u0000";

    private Stores() {}

    static LocalStore<String, List<String>> open(Heap heap) {
        return open(heap, (key, entry, cause) -> {});
    }

    static LocalStore<String, List<String>> open(Heap heap, RemovalObserver<String, List<String>> removals) {
        return heap.open(context(removals));
    }

    @SuppressWarnings("unchecked")
    static Context<String, List<String>> context(RemovalObserver<String, List<String>> removals) {
        Class<List<String>> list = (Class<List<String>>) (Class<?>) List.class;
        return new Context<>("products", String.class, list, new Codecs(), Clock.system(), removals);
    }

    /** Returns an entry whose value is a list that can be changed. */
    static Entry<List<String>> entry(long version, String... texts) {
        return new Entry<>(new ArrayList<>(List.of(texts)), version, 1, 2, 3, 4, Traits.NONE);
    }

    static Entry<List<String>> absence(long version) {
        return new Entry<>(null, version, 1, 2, 3, 4, Traits.NONE);
    }

    /** Codecs in which every character of ASCII is a byte. */
    private static final class Codecs implements CodecSource<String, List<String>> {
        @Override
        public Codec<String> keys() {
            return new TextCodec();
        }

        @Override
        public Codec<List<String>> values() {
            return new ListCodec();
        }

        @Override
        public EntryCodec<List<String>> entries() {
            throw new UnsupportedOperationException("a heap store frames nothing");
        }
    }

    private static final class TextCodec implements Codec<String> {
        @Override
        public int id() {
            return 64;
        }

        @Override
        public int fingerprint() {
            return 1;
        }

        @Override
        public byte[] encode(String text) {
            return text.getBytes(UTF_8);
        }

        @Override
        public String decode(ByteBuffer bytes) {
            return UTF_8.decode(bytes).toString();
        }
    }

    private static final class ListCodec implements Codec<List<String>> {
        @Override
        public int id() {
            return 65;
        }

        @Override
        public int fingerprint() {
            return 2;
        }

        @Override
        public byte[] encode(List<String> texts) {
            if (texts.contains(NOT_ENCODABLE)) {
                throw new CodecException(CodecException.Reason.TYPE_NOT_ALLOWED, "refused", null);
            }
            return String.join(END, texts).getBytes(UTF_8);
        }

        @Override
        public List<String> decode(ByteBuffer bytes) {
            return new ArrayList<>(List.of(UTF_8.decode(bytes).toString().split(END, -1)));
        }
    }
}
