package dev.tarn.testing.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value with all that values usually hold: nested records, collections, an enum, times, money, nulls.
 *
 * @param id a number
 * @param name a text
 * @param note a text that may be missing
 * @param price an amount
 * @param colour an enum's constant
 * @param parts nested records
 * @param labels texts in a set
 * @param counts numbers by text
 * @param created an instant
 * @param since a date
 * @param lasts a duration
 */
public record Sample(
        long id,
        String name,
        @Nullable String note,
        BigDecimal price,
        Colour colour,
        List<Part> parts,
        Set<String> labels,
        Map<String, Integer> counts,
        Instant created,
        LocalDate since,
        Duration lasts) {

    /** A colour. */
    public enum Colour {
        /** Like blood. */
        RED,
        /** Like the sky. */
        BLUE
    }

    /**
     * A part.
     *
     * @param name a text
     * @param weight a number
     */
    public record Part(String name, double weight) {}

    /**
     * A record with the same components as {@link Part}, for reading one type's bytes as the other's.
     *
     * @param name a text
     * @param weight a number
     */
    public record Piece(String name, double weight) {}

    /** Returns a sample that differs from those with other numbers. */
    public static Sample of(int number) {
        return new Sample(
                number,
                "näme-" + number,
                number % 2 == 0 ? null : "note",
                new BigDecimal("19.90").add(BigDecimal.valueOf(number)),
                number % 2 == 0 ? Colour.RED : Colour.BLUE,
                List.of(new Part("bolt", 0.5 * number), new Part("nut", Double.MIN_VALUE)),
                Set.of("a", "b" + number),
                Map.of("x", number, "y", -number),
                Instant.ofEpochSecond(1_700_000_000L + number, 123_456_789),
                LocalDate.of(2024, 2, 29),
                Duration.ofNanos(1_500_000_001L));
    }
}
