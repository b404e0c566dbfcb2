package dev.tarn.demo.catalogue;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Makes up brands, categories and products: the same for the same key, whoever asks and whenever. */
final class SampleData {
    static final int BRANDS = 400;
    static final int CATEGORIES = 120;

    private static final List<String> COUNTRIES =
            List.of("AT", "BR", "CA", "CH", "DE", "ES", "FR", "IT", "JP", "PT", "SE", "US");
    private static final List<String> SYLLABLES = List.of(
            "ar", "bel", "cor", "dan", "el", "fjor", "gal", "hel", "in", "jo", "kar", "lun", "mar", "nor", "or", "pel");
    private static final List<String> DEPARTMENTS =
            List.of("Kitchen", "Garden", "Office", "Outdoor", "Workshop", "Sound", "Light", "Travel", "Play", "Bath");
    private static final List<String> THINGS = List.of(
            "Kettle",
            "Lamp",
            "Chair",
            "Backpack",
            "Drill",
            "Speaker",
            "Rake",
            "Notebook",
            "Tent",
            "Towel",
            "Shelf",
            "Clock");
    private static final List<String> LOOKS =
            List.of("Black", "Oak", "Steel", "Blue", "Linen", "Red", "Slate", "Sand", "Copper", "White", "Green");
    private static final List<String> PRAISE = List.of(
            "Made to be used every day and to be repaired when it must.",
            "Light enough to take along, heavy enough to stay where it is put.",
            "Comes flat in a box and stands in ten minutes without a tool.",
            "A quiet thing that does its work and asks for nothing.",
            "Tested for ten years in the wind and the salt of the coast.");
    private static final OffsetDateTime FIRST_DAY = OffsetDateTime.of(2024, 1, 1, 8, 0, 0, 0, ZoneOffset.UTC);
    private static final int DAYS = 700;
    private static final int SKUS = 10_000_000;

    Object[] brand(int id) {
        String name = capital(pick(SYLLABLES, id, 1) + pick(SYLLABLES, id, 2)) + " " + id;
        return new Object[] {id, name, pick(COUNTRIES, id, 3)};
    }

    Object[] category(int id) {
        return new Object[] {id, pick(THINGS, id, 4) + "s " + id, pick(DEPARTMENTS, id, 5)};
    }

    Object[] product(int id) {
        String thing = pick(THINGS, id, 6);
        String name = pick(LOOKS, id, 7) + " " + thing + " " + (100 + below(900, id, 8));
        String description = name + ". " + pick(PRAISE, id, 9) + " " + pick(PRAISE, id, 10);
        return new Object[] {
            (long) id,
            "TRN-" + (SKUS + id),
            name,
            description,
            1 + below(BRANDS, id, 11),
            1 + below(CATEGORIES, id, 12),
            0L,
            FIRST_DAY.plusDays(below(DAYS, id, 13))
        };
    }

    Object[] offer(int id) {
        return new Object[] {(long) id, 199L + 100L * below(500, id, 14), "EUR", below(1_000, id, 15)};
    }

    private static <T> T pick(List<T> from, int id, int column) {
        return from.get(below(from.size(), id, column));
    }

    /** Returns a number from 0 that hangs on the key and the column alone (finaliser of SplitMix64). */
    private static int below(int bound, int id, int column) {
        long z = id * 0x9E3779B97F4A7C15L + column * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) Long.remainderUnsigned(z ^ (z >>> 31), bound);
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
