package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CodecException;
import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JavaUtilDate")
class LeavesTest {
    private static final LocalDateTime IN_THE_HOUR_TWICE = LocalDateTime.of(2026, 10, 25, 2, 30);

    static Stream<Object> values() {
        return Stream.of(
                true,
                (byte) -1,
                (short) -300,
                'x',
                1 << 30,
                -1L,
                1.5f,
                Math.PI,
                new BigInteger("-123456789012345678901234567890"),
                BigInteger.ZERO,
                new BigDecimal("-1.2300"),
                new BigDecimal("1E+1000"),
                new BigDecimal("1E-1000"),
                new UUID(-1, 1),
                BitSet.valueOf(new long[] {5, 0, 1}),
                new BitSet(),
                OptionalInt.of(-4),
                OptionalInt.empty(),
                OptionalLong.of(1L << 60),
                OptionalLong.empty(),
                OptionalDouble.of(0.1),
                OptionalDouble.empty(),
                URI.create("HTTP://user@Example.org:80/a%20b?q=1#f"),
                Currency.getInstance("CHF"),
                Locale.forLanguageTag("zh-Hant-TW-u-ca-roc"),
                Locale.ROOT,
                new Date(-5),
                Instant.MIN,
                Instant.MAX,
                Instant.EPOCH,
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofNanos(-1),
                Period.of(-1, 20, 400),
                Year.of(-44),
                YearMonth.of(2026, 12),
                MonthDay.of(2, 29),
                LocalDate.MIN,
                LocalDate.MAX,
                LocalTime.MAX,
                LocalTime.MIDNIGHT,
                LocalDateTime.MIN,
                ZoneOffset.ofHoursMinutesSeconds(-3, -30, -1),
                OffsetTime.MAX,
                OffsetDateTime.MIN,
                ZonedDateTime.ofStrict(IN_THE_HOUR_TWICE, ZoneOffset.ofHours(1), ZoneId.of("Europe/Paris")),
                ZonedDateTime.ofStrict(IN_THE_HOUR_TWICE, ZoneOffset.ofHours(2), ZoneId.of("Europe/Paris")),
                DayOfWeek.FRIDAY,
                new boolean[] {true, false},
                new short[] {1, -1},
                new char[] {'a', '\uD800'},
                new int[] {Integer.MIN_VALUE},
                new long[] {Long.MAX_VALUE, 0},
                new float[] {Float.NaN},
                new double[] {-0.0},
                new int[0],
                new String[] {"a", null, "\uDC00"},
                new int[][] {{1}, null, {}});
    }

    @ParameterizedTest
    @MethodSource("values")
    void value_ofTheJdk_comesBackEqual(Object value) {
        assertThat(throughBytes(value)).isEqualTo(value).hasSameClassAs(value);
    }

    @Test
    void zone_declaredAsItsAbstractClass_comesBackEqual() {
        record HasZone(ZoneId zone, ZoneId offset) {}
        Codec<HasZone> codec = new KryoCodecs().values(HasZone.class);
        HasZone value = new HasZone(ZoneId.of("America/New_York"), ZoneOffset.UTC);

        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(value)))).isEqualTo(value);
    }

    @Test
    void date_ofASubclassThatHoldsMore_isRefused() {
        Codec<Date> codec = new KryoCodecs().values(Date.class);

        assertThatThrownBy(() -> codec.encode(new Timestamp(1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.sql.Timestamp");
    }

    @Test
    void locale_withoutTagOfItsOwn_isRefused() {
        Codec<Locale> codec = new KryoCodecs().values(Locale.class);
        Locale odd = new Locale.Builder().setLanguage("no").setRegion("NO").build();

        assertThat(codec.decode(ByteBuffer.wrap(codec.encode(odd)))).isEqualTo(odd);
        assertThatThrownBy(() -> codec.encode(oldNorwegian())).isInstanceOf(CodecException.class);
    }

    @SuppressWarnings("deprecation") // the only way to such a locale
    private static Locale oldNorwegian() {
        return new Locale("no", "NO", "NY");
    }

    @SuppressWarnings("unchecked")
    private static Object throughBytes(Object value) {
        Codec<Object> codec = (Codec<Object>) new KryoCodecs().values(value.getClass());
        return codec.decode(ByteBuffer.wrap(codec.encode(value)));
    }
}
