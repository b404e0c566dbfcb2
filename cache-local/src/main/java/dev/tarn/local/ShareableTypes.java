package dev.tarn.local;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Knows the types whose objects cannot change, so that a copy would be waste.
 *
 * <p>A list of classes of the JDK, primitives, enums, and records whose components are all declared as such types. A component declared
 * as an interface or an open class may hold anything, so it makes the record one that is copied. Enums with fields that change are
 * shared nevertheless: there is but one of each.
 */
final class ShareableTypes {
    private static final Set<Class<?>> KNOWN = Set.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class,
            Duration.class,
            Period.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            ZoneOffset.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            Month.class,
            DayOfWeek.class);

    private static final ClassValue<Boolean> VERDICTS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return judge(type, new HashSet<>());
        }
    };

    private ShareableTypes() {}

    /** Tells whether objects of exactly this class cannot change. */
    static boolean covers(Class<?> type) {
        return VERDICTS.get(type);
    }

    /** Tells whether no object that can be assigned to this type can change. */
    static boolean coversAllOf(Class<?> declared) {
        return isClosed(declared) && VERDICTS.get(declared);
    }

    /** Tells whether what is declared so is of this class, or of a subclass that nobody who means well would write. */
    private static boolean isClosed(Class<?> declared) {
        return declared.isEnum() || KNOWN.contains(declared) || Modifier.isFinal(declared.getModifiers());
    }

    /** Judges a class; records that contain themselves are judged by their other components. */
    private static boolean judge(Class<?> type, Set<Class<?>> underWay) {
        if (type.isPrimitive() || KNOWN.contains(type) || Enum.class.isAssignableFrom(type)) {
            return true;
        }
        if (!type.isRecord()) {
            return false;
        }
        if (!underWay.add(type)) {
            return true;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> declared = component.getType();
            if (!isClosed(declared) || !judge(declared, underWay)) {
                return false;
            }
        }
        return true;
    }
}
