package dev.tarn.demo.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * Says what is to be changed in a product; null leaves a field as it is.
 *
 * @param name the new name; 1 to 120 characters
 * @param priceCents the new price in hundredths; not negative
 * @param stock how many there are now; not negative
 */
public record ProductChange(
        @Nullable String name,
        @Nullable Long priceCents,
        @Nullable Integer stock) {
    private static final int MAX_NAME = 120;

    /** Checks the fields. */
    public ProductChange {
        if (name == null && priceCents == null && stock == null) {
            throw new IllegalArgumentException("nothing to change: give name, priceCents or stock");
        }
        if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
            throw new IllegalArgumentException(
                    "name has " + name.length() + " characters, it must have 1 to " + MAX_NAME);
        }
        if (priceCents != null && priceCents < 0) {
            throw new IllegalArgumentException("priceCents is " + priceCents + ", it must not be negative");
        }
        if (stock != null && stock < 0) {
            throw new IllegalArgumentException("stock is " + stock + ", it must not be negative");
        }
    }

    /**
     * Returns a change of the price alone.
     *
     * @param cents the new price in hundredths
     */
    public static ProductChange price(long cents) {
        return new ProductChange(null, cents, null);
    }
}
