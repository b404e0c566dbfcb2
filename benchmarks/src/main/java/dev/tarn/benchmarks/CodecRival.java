package dev.tarn.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tarn.codec.KryoCodecs;
import dev.tarn.spi.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import org.apache.fory.Fory;

/** Turns {@link Article}s into bytes and back. Used by one thread. */
interface CodecRival {
    String name();

    byte[] encode(Article article) throws IOException;

    Article decode(byte[] bytes) throws IOException, ClassNotFoundException;

    /** Tarn's codec, as caches use it for values. */
    final class TarnKryo implements CodecRival {
        private final Codec<Article> codec = new KryoCodecs().values(Article.class);

        @Override
        public String name() {
            return "tarn.kryo";
        }

        @Override
        public byte[] encode(Article article) {
            return codec.encode(article);
        }

        @Override
        public Article decode(byte[] bytes) {
            return codec.decode(ByteBuffer.wrap(bytes));
        }
    }

    /** Java's own serialization. */
    final class Java implements CodecRival {
        @Override
        public String name() {
            return "jdk";
        }

        @Override
        public byte[] encode(Article article) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(article);
            }
            return bytes.toByteArray();
        }

        @Override
        @SuppressWarnings("BanSerializableRead") // what users have
        public Article decode(byte[] bytes) throws IOException, ClassNotFoundException {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                return (Article) in.readObject();
            }
        }
    }

    /** Jackson's JSON. */
    final class Jackson implements CodecRival {
        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public String name() {
            return "jackson";
        }

        @Override
        public byte[] encode(Article article) throws IOException {
            return mapper.writeValueAsBytes(article);
        }

        @Override
        public Article decode(byte[] bytes) throws IOException {
            return mapper.readValue(bytes, Article.class);
        }
    }

    /** Fory in Java's own form, with the class registered. */
    final class ForyNative implements CodecRival {
        private final Fory fory =
                Fory.builder().withXlang(false).requireClassRegistration(true).build();

        ForyNative() {
            fory.register(Article.class);
        }

        @Override
        public String name() {
            return "fory";
        }

        @Override
        public byte[] encode(Article article) {
            return fory.serialize(article);
        }

        @Override
        public Article decode(byte[] bytes) {
            return fory.deserialize(bytes, Article.class);
        }
    }
}
