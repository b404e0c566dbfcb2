package dev.tarn.spring;

import dev.tarn.codec.KryoCodecs;
import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Makes codecs for values whose class nobody declares: simple ones, collections, and the classes that methods lead to. */
final class OpenValues {
    private static final List<Class<?>> ALWAYS = List.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Character.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Instant.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Duration.class,
            byte[].class,
            List.class,
            Set.class,
            Map.class,
            Optional.class);

    private OpenValues() {}

    /**
     * Returns a codec.
     *
     * @param allowed the application's classes
     * @throws IllegalArgumentException if one of them cannot be encoded
     */
    static Codec<Object> of(Collection<Class<?>> allowed) {
        Set<Class<?>> types = new LinkedHashSet<>(ALWAYS);
        types.addAll(allowed);
        return KryoCodecs.builder()
                .allow(types.toArray(Class<?>[]::new))
                .build()
                .values(Object.class);
    }
}
