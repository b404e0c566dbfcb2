package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.codec.KryoCodecs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.cache.interceptor.SimpleKey;

class OpenKeysTest {
    private final OpenKeys keys =
            new OpenKeys("c", new KryoCodecs(), Set.of(Product.class, TimeUnit.class, Object.class));

    static Stream<Object> keys() {
        return Stream.of(
                "text",
                "",
                42L,
                42,
                true,
                new UUID(1, 2),
                LocalDate.of(2026, 1, 31),
                TimeUnit.DAYS,
                Product.of(7),
                List.of("a", 1L),
                SimpleKey.EMPTY,
                new SimpleKey(1L, "a", null),
                new SimpleKey(List.of(1), new SimpleKey("inner", 2L)),
                new SimpleKey(new byte[] {1, 2}, "a"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void encode_andDecode_giveTheSameKey(Object key) {
        byte[] bytes = keys.encode(key);
        assertThat(keys.decode(ByteBuffer.wrap(bytes))).isEqualTo(key).hasSameClassAs(decodedClass(key));
        assertThat(keys.encode(keys.decode(ByteBuffer.wrap(bytes)))).isEqualTo(bytes);
    }

    private static Object decodedClass(Object key) {
        return key instanceof List<?> list ? new java.util.ArrayList<>(list) : key;
    }

    @Test
    void encode_keysThatLookAlike_differ() {
        assertThat(keys.encode(1L)).isNotEqualTo(keys.encode(1)).isNotEqualTo(keys.encode("1"));
        assertThat(keys.encode(new SimpleKey("ab", "c"))).isNotEqualTo(keys.encode(new SimpleKey("a", "bc")));
    }

    @Test
    void encode_classNotAllowed_isRefusedWithItsName() {
        assertThatThrownBy(() -> keys.encode(Thread.State.NEW))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.lang.Thread$State");
        assertThatThrownBy(() -> keys.encode(new Object())).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void decode_bytesOfStrangers_areRefused(String bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> keys.decode(buffer)).isInstanceOf(CodecException.class);
    }

    static Stream<String> strangers() {
        return Stream.of(
                "",
                "x",
                "#",
                "#java.lang.Runtime:1",
                "#java.lang.Long:x",
                "(\u0000\u0000",
                "(\u007f\u00ff\u00ff\u00ffs",
                "(\u0000\u0000\u0000\u0000",
                "[\u0000\u0000\u0000\u0005[".repeat(20));
    }
}
