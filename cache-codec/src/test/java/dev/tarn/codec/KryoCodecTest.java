package dev.tarn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.codec.Shapes.Circle;
import dev.tarn.codec.Shapes.Color;
import dev.tarn.codec.Shapes.Drawing;
import dev.tarn.codec.Shapes.Employee;
import dev.tarn.codec.Shapes.Failure;
import dev.tarn.codec.Shapes.Item;
import dev.tarn.codec.Shapes.Money;
import dev.tarn.codec.Shapes.Nothing;
import dev.tarn.codec.Shapes.Order;
import dev.tarn.codec.Shapes.Results;
import dev.tarn.codec.Shapes.Square;
import dev.tarn.codec.Shapes.Success;
import dev.tarn.spi.Codec;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.api.Test;

class KryoCodecTest {
    private static final Item ITEM =
            new Item(-7, "Grüße \uD83D\uDE00", new Money(new BigDecimal("12.50"), "EUR"), List.of("a", "b"));

    private final KryoCodecs codecs = new KryoCodecs();

    @Test
    void record_ofEveryKindOfComponent_comesBackEqual() {
        Order inner = order(null);

        assertComesBack(Order.class, order(inner));
    }

    @Test
    void bean_withSuperclassAndTransientField_comesBackWithoutTheTransient() {
        Employee back = assertComesBack(Employee.class, new Employee("Ada", 36, new Money(BigDecimal.TEN, "GBP")));

        assertThat(back.cached()).isNull();
    }

    @Test
    void sealedTypes_comeBackAsTheirSubtypes() {
        assertComesBack(
                Drawing.class,
                new Drawing(List.of(new Circle(1), new Square(2), new Circle(3), Nothing.NOTHING), null));
        assertComesBack(
                Results.class, new Results(new Success<>(ITEM), List.of(new Failure<>("no"), new Success<>(5))));
    }

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

    private <V> V assertComesBack(Class<V> type, V value) {
        Codec<V> codec = codecs.values(type);
        V back = codec.decode(ByteBuffer.wrap(codec.encode(value)));
        assertThat(back).isEqualTo(value).hasSameClassAs(value);
        return back;
    }
}
