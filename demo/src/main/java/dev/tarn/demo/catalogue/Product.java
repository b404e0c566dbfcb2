package dev.tarn.demo.catalogue;

import java.time.Instant;

/**
 * A product as a shop shows it: what one read of the database joins together.
 *
 * @param id the key; from 1
 * @param sku the number that is printed on the box
 * @param name the name
 * @param description a sentence or two
 * @param brand who makes it
 * @param category where it stands in the shop
 * @param price what it costs
 * @param stock how many there are
 * @param revision how often it was changed
 * @param changedAt when it was changed last
 */
public record Product(
        long id,
        String sku,
        String name,
        String description,
        Brand brand,
        Category category,
        Price price,
        int stock,
        long revision,
        Instant changedAt) {

    /**
     * Who makes a product.
     *
     * @param id the key
     * @param name the name
     * @param country the country, as two letters
     */
    public record Brand(int id, String name, String country) {}

    /**
     * Where a product stands in the shop.
     *
     * @param id the key
     * @param name the name
     * @param department the name of the department
     */
    public record Category(int id, String name, String department) {}

    /**
     * What a product costs.
     *
     * @param cents the amount in hundredths
     * @param currency the currency, as three letters
     */
    public record Price(long cents, String currency) {}

    /** Returns the tag under which everything of this product's brand can be invalidated. */
    public String brandTag() {
        return "brand:" + brand.id();
    }

    /** Returns the tag under which everything of this product's category can be invalidated. */
    public String categoryTag() {
        return "category:" + category.id();
    }
}
