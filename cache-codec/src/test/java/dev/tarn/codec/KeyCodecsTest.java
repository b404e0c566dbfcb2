package dev.tarn.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.CodecException.Reason;
import dev.tarn.codec.Shapes.Circle;
import dev.tarn.codec.Shapes.Color;
import dev.tarn.codec.Shapes.Figure;
import dev.tarn.codec.Shapes.Node;
import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JdkObsolete")
class KeyCodecsTest {
    private final KryoCodecs codecs = new KryoCodecs();

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("user:Grüße", "user:Grüße"),
                Arguments.of(-42L, "-42"),
                Arguments.of(7, "7"),
                Arguments.of((short) 7, "7"),
                Arguments.of((byte) -1, "-1"),
                Arguments.of('ß', "ß"),
                Arguments.of(true, "true"),
                Arguments.of(0.1, "0.1"),
                Arguments.of(-0f, "-0.0"),
                Arguments.of(new UUID(1, 2), "00000000-0000-0001-0000-000000000002"),
                Arguments.of(Color.GREEN, "GREEN"),
                Arguments.of(new BigInteger("12345678901234567890"), "12345678901234567890"),
                Arguments.of(new BigDecimal("1.50"), "1.50"),
                Arguments.of(new BigDecimal("1E+9"), "1E+9"),
                Arguments.of(Instant.EPOCH, "1970-01-01T00:00:00Z"),
                Arguments.of(Instant.MAX, Instant.MAX.toString()),
                Arguments.of(LocalDate.of(2026, 1, 2), "2026-01-02"),
                Arguments.of(LocalTime.of(1, 2), "01:02"),
                Arguments.of(LocalDateTime.MIN, LocalDateTime.MIN.toString()),
                Arguments.of(OffsetDateTime.parse("2026-01-02T03:04+05:00"), "2026-01-02T03:04+05:00"),
                Arguments.of(Duration.ofMinutes(90), "PT1H30M"),
                Arguments.of(Year.of(2026), "2026"),
                Arguments.of(YearMonth.of(2026, 7), "2026-07"),
                Arguments.of(Currency.getInstance("EUR"), "EUR"),
                Arguments.of(Locale.forLanguageTag("de-CH"), "de-CH"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void key_withText_isThatText(Object key, String text) {
        Codec<Object> codec = codec(key);

        assertThat(new String(codec.encode(key), UTF_8)).isEqualTo(text);
        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(key)))).isEqualTo(key);
    }

    @Test
    void key_inAnotherForm_isRefusedSoThatNoTwoBytesAreOneKey() {
        for (String text : List.of("007", "+7", "-0", " 7", "7L", "", "99999999999")) {
            assertThatThrownBy(() -> codecs.keys(Integer.class).decode(ByteBuffer.wrap(text.getBytes(UTF_8))))
                    .as(text)
                    .isInstanceOf(CodecException.class);
        }
        for (String text : List.of("TRUE", "yes")) {
            assertThatThrownBy(() -> codecs.keys(Boolean.class).decode(ByteBuffer.wrap(text.getBytes(UTF_8))))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void key_ofPrimitiveClass_isThatOfItsBox() {
        assertThat(codecs.keys(long.class).encode(5L))
                .isEqualTo(codecs.keys(Long.class).encode(5L));
    }

    @Test
    void key_ofBytes_isThoseBytesCopied() {
        byte[] key = {1, 2};
        byte[] encoded = codecs.keys(byte[].class).encode(key);

        assertThat(encoded).isEqualTo(key).isNotSameAs(key);
    }

    @Test
    void key_ofRecord_hasTheSameBytesForEqualRecords() {
        Codec<Composite> codec = codecs.keys(Composite.class);
        Composite one = new Composite("a", 1, Color.RED, new ArrayList<>(List.of(1L, 2L)), Optional.of(new Circle(1)));
        Composite two = new Composite("a", 1, Color.RED, new LinkedList<>(List.of(1L, 2L)), Optional.of(new Circle(1)));

        assertThat(one).isEqualTo(two);
        assertThat(codec.encode(one)).isEqualTo(codec.encode(two));
        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(one)))).isEqualTo(one);
        assertThat(codec.encode(new Composite("b", 1, null, List.of(), Optional.empty())))
                .isNotEqualTo(codec.encode(one));
    }

    record Composite(String name, int number, Color color, List<Long> parts, Optional<Figure> figure) {}

    @Test
    void key_withoutOneEncodingForEqualObjects_isRefusedWithThePath() {
        assertRefused(HasSet.class, "HasSet.set");
        assertRefused(HasMap.class, "HasMap.map");
        assertRefused(HasArray.class, "HasArray.array");
        assertRefused(HasArrayList.class, "HasArrayList.list");
        assertRefused(HasUri.class, "HasUri.uri");
        assertRefused(HasNode.class, "HasNode.node");
        assertRefused(int[].class, "int[]");
        assertRefused(URI.class, "java.net.URI");
    }

    record HasSet(Set<String> set) {}

    record HasMap(Map<String, String> map) {}

    @SuppressWarnings("ArrayRecordComponent")
    record HasArray(int[] array) {}

    record HasArrayList(ArrayList<String> list) {}

    record HasUri(URI uri) {}

    record HasNode(Node node) {}

    @Test
    void key_aboveTheCap_isTooLarge() {
        Codec<String> codec = KryoCodecs.builder().maximumKey(3).build().keys(String.class);

        assertThat(codec.encode("abc")).hasSize(3);
        assertThatThrownBy(() -> codec.encode("abcd"))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    private void assertRefused(Class<?> type, String text) {
        assertThatThrownBy(() -> codecs.keys(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("key");
    }

    @SuppressWarnings("unchecked")
    private Codec<Object> codec(Object key) {
        Class<?> type = key instanceof Enum<?> constant ? constant.getDeclaringClass() : key.getClass();
        return (Codec<Object>) codecs.keys(type);
    }
}
