package dev.tarn.spring;

/** What the tests cache. */
public record Product(long id, String name, String brand) {
    static Product of(long id) {
        return new Product(id, "product " + id, "brand" + id % 2);
    }
}
