package dev.tarn.demo.catalogue;

import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import java.util.List;
import java.util.Optional;

/** Reads products through the cache and changes them in the database first. Thread-safe; every call may block on the database. */
public final class Products {
    private final Catalogue catalogue;
    private final LoadingCache<Long, Product> cache;

    /**
     * Creates the service.
     *
     * @param catalogue where the products are
     * @param cache keeps copies of them
     */
    public Products(Catalogue catalogue, LoadingCache<Long, Product> cache) {
        this.catalogue = catalogue;
        this.cache = cache;
    }

    /**
     * Reads a product.
     *
     * @param id its key
     */
    public Optional<Product> find(long id) {
        return Optional.ofNullable(cache.get(id));
    }

    /**
     * Reads products.
     *
     * @param ids their keys; those without a product are left out of the answer
     */
    public List<Product> findAll(List<Long> ids) {
        return List.copyOf(cache.getAll(ids).values());
    }

    /**
     * Changes a product.
     *
     * <p>The database commits first. Then the copies go, on every node: handing the cache the new value instead would let two changes of
     * one product reach it in another order than the database.
     *
     * @param id its key
     * @param change what is to be changed
     * @return how far the invalidation has got; empty if there is no such product
     */
    public Optional<WriteStatus> change(long id, ProductChange change) {
        return catalogue.change(id, change) ? Optional.of(cache.invalidate(id)) : Optional.empty();
    }

    /** Returns the cache. */
    public LoadingCache<Long, Product> cache() {
        return cache;
    }
}
