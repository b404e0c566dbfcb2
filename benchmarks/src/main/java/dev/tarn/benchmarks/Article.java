package dev.tarn.benchmarks;

import java.io.Serial;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * An object such as shops keep in caches.
 *
 * @param id number
 * @param name name
 * @param description a few sentences
 * @param price price
 * @param changedMillis when it was changed
 * @param available whether it can be had
 * @param tags words
 * @param stock pieces at each place
 */
public record Article(
        long id,
        String name,
        String description,
        BigDecimal price,
        long changedMillis,
        boolean available,
        List<String> tags,
        Map<String, Integer> stock)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** Returns an article that differs from others by its number. */
    static Article sample(int number) {
        return new Article(
                number,
                "Kettle " + number,
                "A kettle of steel for a litre and a half, with a whistle that can be taken off. Fits all stoves, induction ones too.",
                BigDecimal.valueOf(2_990 + number, 2),
                1_764_000_000_000L + number,
                number % 2 == 0,
                List.of("kitchen", "steel", "kettle"),
                Map.of("berlin", 3 + number, "hamburg", 14, "munich", 0));
    }
}
