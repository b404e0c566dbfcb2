package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.codec.KryoCodecs;
import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is a simple type can be a key and a value outside the heap. */
class SimpleTypesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final List<Object> EXAMPLES = List.of(
            true,
            (byte) 1,
            (short) 2,
            3,
            4L,
            5.5f,
            6.5d,
            'c',
            BigInteger.TEN,
            new BigDecimal("1.10"),
            new UUID(1, 2),
            Instant.EPOCH,
            Duration.ofMinutes(3),
            DAY,
            LocalTime.NOON,
            DAY.atStartOfDay(),
            DAY.atStartOfDay().atOffset(ZoneOffset.ofHours(2)),
            DAY.atStartOfDay(ZoneId.of("Europe/Berlin")),
            YearMonth.of(2026, 2),
            Currency.getInstance("EUR"),
            Locale.GERMANY,
            new byte[] {1, 2});

    @Test
    void examples_haveEachType() {
        assertThat(EXAMPLES).extracting(Object::getClass).containsExactlyElementsOf(SimpleTypes.ALL);
    }

    @Test
    void keys_ofEachType_areReadBack() {
        Codec<Object> keys = new OpenKeys("any", new KryoCodecs(), List.of());
        assertThat(EXAMPLES)
                .allSatisfy(example -> assertThat(keys.decode(ByteBuffer.wrap(keys.encode(example))))
                        .isEqualTo(example));
    }

    @Test
    void values_ofEachType_areReadBack_inCollectionsToo() {
        Codec<Object> values = OpenValues.of(List.of());
        assertThat(EXAMPLES)
                .allSatisfy(example -> assertThat(values.decode(ByteBuffer.wrap(values.encode(example))))
                        .isEqualTo(example));
        for (Object several : List.of(List.of(1, "a"), Set.of("b"), Map.of("c", 2L), Optional.of(DAY))) {
            assertThat(values.decode(ByteBuffer.wrap(values.encode(several)))).isEqualTo(several);
        }
    }
}
