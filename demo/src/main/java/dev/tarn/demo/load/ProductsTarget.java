package dev.tarn.demo.load;

import dev.tarn.demo.catalogue.ProductChange;
import dev.tarn.demo.catalogue.Products;

/** Takes the load in this process, through the cache's own interface. */
public final class ProductsTarget implements Target {
    private final Products products;

    /**
     * Creates a target.
     *
     * @param products what is read and changed
     */
    public ProductsTarget(Products products) {
        this.products = products;
    }

    @Override
    public void read(long id) {
        products.cache().get(id);
    }

    @Override
    public void write(long id, long priceCents) {
        products.change(id, ProductChange.price(priceCents));
    }
}
