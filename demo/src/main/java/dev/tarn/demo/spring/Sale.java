package dev.tarn.demo.spring;

import java.util.Collection;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes the prices of many products, all or none. */
@Service
class Sale {
    private static final long LEAST_CENTS = 100;

    private final ShopProducts products;

    Sale(ShopProducts products) {
        this.products = products;
    }

    /**
     * Gives products a price.
     *
     * @throws IllegalArgumentException if it is too low; then the transaction is rolled back, and no copy of a product goes
     */
    @Transactional
    public void priceAll(Collection<Long> ids, long cents) {
        ids.forEach(id -> products.price(id, cents));
        if (cents < LEAST_CENTS) { // only now: each product was to be evicted already
            throw new IllegalArgumentException("cents is " + cents + ", it must be at least " + LEAST_CENTS);
        }
    }
}
