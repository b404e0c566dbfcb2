package dev.tarn.demo.spring;

import dev.tarn.demo.catalogue.Catalogue;
import dev.tarn.demo.catalogue.Product;
import dev.tarn.spring.CacheEvictTag;
import dev.tarn.spring.CachePolicy;
import dev.tarn.spring.CacheableBatch;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads and changes products; what is read is cached by annotations. */
@Service
class ShopProducts {
    private final Catalogue catalogue;
    private final JdbcClient database;

    ShopProducts(Catalogue catalogue, JdbcClient database) {
        this.catalogue = catalogue;
        this.database = database;
    }

    /** Reads a product: once for all who ask, on whatever node. An absence is cached as well. */
    @Cacheable(cacheNames = "products", sync = true)
    @CachePolicy(
            ttl = "10m",
            staleFor = "1h",
            absentTtl = "1m",
            tags = {"#result.brandTag()", "#result.categoryTag()"})
    public @Nullable Product find(long id) {
        return catalogue.find(id).orElse(null);
    }

    /** Reads products; called for those only that no tier holds. */
    @CacheableBatch(cacheNames = "products", resultKey = "id")
    @CachePolicy(
            absentTtl = "1m",
            tags = {"#result.brandTag()", "#result.categoryTag()"})
    public List<Product> findAll(Collection<Long> ids) {
        return List.copyOf(catalogue.findAll(ids).values());
    }

    /** Changes a price; the copies go after the commit, on every node. */
    @Transactional
    @CacheEvict(cacheNames = "products", key = "#id")
    public void price(long id, long cents) {
        database.sql("UPDATE offers SET cents = ? WHERE product_id = ?")
                .params(cents, id)
                .update();
    }

    /** Gives a brand another name; what carries its tag goes after the commit, on every node and in one step. */
    @Transactional
    @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #brand")
    public void renameBrand(int brand, String name) {
        database.sql("UPDATE brands SET name = ? WHERE id = ?")
                .params(name, brand)
                .update();
    }
}
