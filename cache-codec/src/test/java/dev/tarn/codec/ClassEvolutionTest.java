package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.spi.Entry;
import dev.tarn.spi.EntryCodec;
import dev.tarn.spi.Now;
import dev.tarn.spi.Traits;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services with two versions of one class, which share a store. */
class ClassEvolutionTest {
    private static final Now NOW = new Now(0, 0);
    private static final byte[] KEY = "k".getBytes(UTF_8);

    @TempDir
    Path folder;

    @Test
    void value_ofAClassWithOtherFields_isOfAnotherType() throws Exception {
        Service old = new Service("public record Product(long id, String name) {}");
        byte[] envelope = old.write();

        for (String changed : new String[] {
            "public record Product(long id, String name, int stock) {}",
            "public record Product(long id, String title) {}",
            "public record Product(int id, String name) {}",
            "public record Product(long id, java.util.List<String> name) {}",
            "public final class Product { long id; String name; }"
        }) {
            assertThatThrownBy(() -> new Service(changed).read(envelope))
                    .as(changed)
                    .isInstanceOfSatisfying(
                            CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_TYPE));
        }
    }

    @Test
    void value_ofAClassThatReachesOtherFields_isOfAnotherType() throws Exception {
        byte[] envelope = new Service("public record Product(Part part) { public record Part(int a) {} }").write();

        assertThatThrownBy(() -> new Service("public record Product(Part part) { public record Part(int a, int b) {} }")
                        .read(envelope))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_TYPE));
    }

    @Test
    void value_ofTheSameFieldsInAnotherOrder_isRead() throws Exception {
        byte[] envelope = new Service("public record Product(long id, String name) {}").write();

        Object back = new Service(
                        "public record Product(String name, long id) { static int unrelated; void more() {} }")
                .read(envelope);

        assertThat(back).hasToString("Product[name=null, id=0]");
    }

    @Test
    void value_ofAnEnumWithMoreConstants_isRead() throws Exception {
        byte[] envelope = new Service(
                        "public record Product(E e) { public enum E { A } public Product() { this(E.A); } }")
                .write();

        Object back = new Service("public record Product(E e) { public enum E { NEW, A } }").read(envelope);

        assertThat(back).hasToString("Product[e=A]");
    }

    /** A service that knows one version of the class. */
    private final class Service {
        private final Class<?> type;
        private final EntryCodec<Object> entries;

        @SuppressWarnings({"unchecked", "resource"}) // the loader lives as long as the class
        Service(String source) throws IOException, ClassNotFoundException {
            Path home = Files.createTempDirectory(folder, "version");
            Path file = Files.writeString(home.resolve("Product.java"), "package shop; " + source);
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            assertThat(compiler.run(null, null, null, "-d", home.toString(), file.toString()))
                    .isZero();
            type = new URLClassLoader(new URL[] {home.toUri().toURL()}, null).loadClass("shop.Product");
            KryoCodecs codecs = new KryoCodecs();
            entries = codecs.entries((dev.tarn.spi.Codec<Object>) codecs.values(type));
        }

        byte[] write() throws Exception {
            Object value = null;
            for (var constructor : type.getDeclaredConstructors()) {
                if (value == null || constructor.getParameterCount() == 0) {
                    value = constructor.newInstance(defaults(constructor.getParameterTypes()));
                }
            }
            return entries.encode(KEY, new Entry<>(value, 0, 0, 1, 1, 1, Traits.NONE), NOW);
        }

        private Object[] defaults(Class<?>[] parameters) {
            Object[] values = new Object[parameters.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameters[i] == long.class ? (Object) 0L : parameters[i] == int.class ? (Object) 0 : null;
            }
            return values;
        }

        Object read(byte[] envelope) {
            return entries.decode(KEY, ByteBuffer.wrap(envelope), NOW).value();
        }
    }
}
