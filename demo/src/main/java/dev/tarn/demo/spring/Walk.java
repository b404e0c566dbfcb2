package dev.tarn.demo.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.demo.catalogue.DatabaseMeter;
import dev.tarn.demo.catalogue.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.springframework.stereotype.Component;

/** Calls the service once in each way that an annotation changes, and tells what the database was asked for. */
@Component
class Walk {
    /** There is no product with this key, so its absence is cached. */
    private static final long NOBODY = 0;

    private static final long FIRST = 42;
    private static final List<Long> TEN = LongStream.rangeClosed(40, 49).boxed().toList();
    private static final long REFUSED_CENTS = 50;
    private static final long SALE_CENTS = 999;

    private final ShopProducts products;
    private final Sale sale;
    private final DatabaseMeter database;

    Walk(ShopProducts products, Sale sale, DatabaseMeter database) {
        this.products = products;
        this.sale = sale;
        this.database = database;
    }

    /** What was counted between two looks. */
    private record Asked(long statements, long keys) {
        @Override
        public String toString() {
            if (statements == 0) {
                return "the database is not asked";
            }
            String what = keys == 1 ? "1 product" : keys + " products";
            return String.format(
                    Locale.ROOT,
                    "the database is asked for %s in %d statement%s",
                    what,
                    statements,
                    statements == 1 ? "" : "s");
        }
    }

    private Asked asked(Runnable call) {
        long statements = database.reads();
        long keys = database.keys();
        call.run();
        return new Asked(database.reads() - statements, database.keys() - keys);
    }

    /**
     * Tells whether what is read is kept. It is not where the cache has just begun to hear of other nodes' changes: what it was given before is
     * void then.
     */
    boolean isKept() {
        products.find(NOBODY);
        return asked(() -> products.find(NOBODY)).statements() == 0;
    }

    /**
     * Takes the walk.
     *
     * @param screen takes a line for each step
     */
    void take(Consumer<String> screen) {
        screen.accept("@Cacheable       product 42: " + asked(() -> products.find(FIRST)) + "; once more: "
                + asked(() -> products.find(FIRST)));
        screen.accept("@CacheableBatch  products 40 to 49: " + asked(this::readTen));
        refuseSale(screen);
        sale.priceAll(TEN, SALE_CENTS);
        screen.accept("@CacheEvict      a sale commits, ten copies go; products 40 to 49: " + asked(this::readTen));
        renameBrand(screen);
    }

    private List<Product> readTen() {
        return products.findAll(TEN);
    }

    private void refuseSale(Consumer<String> screen) {
        List<Product> before = readTen();
        try {
            sale.priceAll(TEN, REFUSED_CENTS);
        } catch (IllegalArgumentException e) {
            List<Product> after = new ArrayList<>();
            Asked asked = asked(() -> after.addAll(readTen()));
            screen.accept("@Transactional   a sale fails after ten evictions and is rolled back; products 40 to 49: "
                    + asked + ", prices " + (after.equals(before) ? "as before" : "CHANGED"));
        }
    }

    private void renameBrand(Consumer<String> screen) {
        Product product = requireNonNull(products.find(FIRST));
        products.renameBrand(product.brand().id(), product.brand().name());
        screen.accept("@CacheEvictTag   " + product.brandTag() + " is named anew, its copies go; products 40 to 49: "
                + asked(this::readTen));
    }
}
