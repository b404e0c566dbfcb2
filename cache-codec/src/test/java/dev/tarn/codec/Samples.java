package dev.tarn.codec;

import dev.tarn.codec.Shapes.Color;
import dev.tarn.codec.Shapes.Item;
import dev.tarn.codec.Shapes.Money;
import dev.tarn.codec.Shapes.Order;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Values for the tests: the same in every run. */
final class Samples {
    static final Item ITEM =
            new Item(-7, "Grüße \uD83D\uDE00", new Money(new BigDecimal("12.50"), "EUR"), List.of("a", "b"));

    private Samples() {}

    static Order order(Order previous) {
        Map<String, List<Item>> groups = new LinkedHashMap<>();
        groups.put("x", new ArrayList<>(List.of(ITEM)));
        groups.put("y", Collections.unmodifiableList(new ArrayList<>()));
        groups.put(null, null);
        return new Order(
                new UUID(1, 2),
                Instant.parse("2026-01-02T03:04:05.678901234Z"),
                LocalDate.of(2026, 2, 28),
                Color.GREEN,
                List.of(ITEM),
                groups,
                EnumSet.of(Color.RED, Color.GREEN),
                Optional.of("note"),
                new int[] {1, -2, 3},
                new Item[] {ITEM, null},
                previous);
    }
}
