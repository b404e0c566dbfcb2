package dev.tarn.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the key codecs of the JDK's value classes and of enums.
 *
 * <p>Numbers are decimal, booleans {@code true} and {@code false}, a char is itself, instants and dates are ISO 8601, enums their
 * constant's name. Each text stands for one key of its class only.
 */
final class TextKeys {
    private static final Map<Class<?>, TextKeyCodec<?>> ALL = new HashMap<>();

    static {
        add(Boolean.class, TextKeys::parseBoolean);
        add(Byte.class, Byte::valueOf);
        add(Short.class, Short::valueOf);
        add(Integer.class, Integer::valueOf);
        add(Long.class, Long::valueOf);
        add(Float.class, Float::valueOf);
        add(Double.class, Double::valueOf);
        add(Character.class, TextKeys::parseCharacter);
        add(BigInteger.class, BigInteger::new);
        add(BigDecimal.class, BigDecimal::new);
        add(UUID.class, UUID::fromString);
        add(Instant.class, Instant::parse);
        add(LocalDate.class, LocalDate::parse);
        add(LocalTime.class, LocalTime::parse);
        add(LocalDateTime.class, LocalDateTime::parse);
        add(OffsetDateTime.class, OffsetDateTime::parse);
        add(Duration.class, Duration::parse);
        add(Year.class, text -> Year.of(Integer.parseInt(text)));
        add(YearMonth.class, YearMonth::parse);
        add(Currency.class, Currency::getInstance);
        ALL.put(Locale.class, new TextKeyCodec<>(Locale.class, Leaves::languageTag, Locale::forLanguageTag));
    }

    private TextKeys() {}

    private static <K> void add(Class<K> type, Function<String, K> reader) {
        ALL.put(type, new TextKeyCodec<>(type, Object::toString, reader));
    }

    private static Boolean parseBoolean(String text) {
        return text.equals("true");
    }

    private static Character parseCharacter(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException(text.length() + " chars, expected 1");
        }
        return text.charAt(0);
    }

    /** Returns the codec of a type, or null if its keys have no text. */
    @SuppressWarnings("unchecked") // the map holds each class's own
    static <K> @Nullable TextKeyCodec<K> of(Class<K> type) {
        return type.isEnum() ? ofEnum(type) : (TextKeyCodec<K>) ALL.get(type);
    }

    private static <K> TextKeyCodec<K> ofEnum(Class<K> type) {
        Map<String, K> constants = new HashMap<>();
        for (K constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return new TextKeyCodec<>(type, key -> ((Enum<?>) key).name(), text -> {
            K constant = constants.get(text);
            if (constant == null) {
                throw new IllegalArgumentException("no such constant in " + type.getName());
            }
            return constant;
        });
    }
}
