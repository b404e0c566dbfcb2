package dev.tarn.spring.boot.shop;

import dev.tarn.spring.CacheEvictTag;
import dev.tarn.spring.CachePolicy;
import dev.tarn.spring.CacheableBatch;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A fresh project's application: it knows nothing of Tarn but two annotations. */
@SpringBootApplication
@EnableCaching
public class ShopApplication {
    /** Starts the application. */
    public static void main(String[] arguments) {
        SpringApplication.run(ShopApplication.class, arguments);
    }

    /** What is sold. */
    public record Product(long id, String name, String brand) {}

    /** Products in a database. */
    @Service
    public static class Products {
        private final JdbcTemplate database;
        private final AtomicInteger reads = new AtomicInteger();

        Products(JdbcTemplate database) {
            this.database = database;
        }

        @Cacheable("products")
        @CachePolicy(tags = "'brand:' + #result.brand()")
        public Product find(long id) {
            reads.incrementAndGet();
            return database.queryForObject("select id, name, brand from product where id = ?", Products::product, id);
        }

        @CacheableBatch(cacheNames = "products", resultKey = "id")
        public List<Product> findAll(Collection<Long> ids) {
            reads.incrementAndGet();
            return database.query("select id, name, brand from product order by id", Products::product).stream()
                    .filter(product -> ids.contains(product.id()))
                    .toList();
        }

        private static Product product(java.sql.ResultSet row, int number) throws java.sql.SQLException {
            return new Product(row.getLong("id"), row.getString("name"), row.getString("brand"));
        }

        @Transactional
        @CacheEvict(cacheNames = "products", key = "#p0")
        public void rename(long id, String name, boolean fail) {
            database.update("update product set name = ? where id = ?", name, id);
        }

        @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #p0")
        public void touch(String brand) {}

        int reads() {
            return reads.get();
        }
    }

    /** Renames within a transaction that may fail after the eviction was asked for. */
    @Service
    public static class Renaming {
        private final Products products;

        Renaming(Products products) {
            this.products = products;
        }

        @Transactional
        public void rename(long id, String name, boolean fail) {
            products.rename(id, name, fail);
            if (fail) {
                throw new IllegalStateException("rolled back");
            }
        }
    }

    /** The shop by HTTP. */
    @RestController
    static class Shop {
        private final Products products;
        private final Renaming renaming;

        Shop(Products products, Renaming renaming) {
            this.products = products;
            this.renaming = renaming;
        }

        @GetMapping("/products/{id}")
        Product find(@PathVariable long id) {
            return products.find(id);
        }

        @GetMapping("/products")
        List<Product> findAll(@RequestParam List<Long> ids) {
            return products.findAll(ids);
        }

        @PostMapping("/products/{id}")
        String rename(@PathVariable long id, @RequestParam String name, @RequestParam boolean fail) {
            try {
                renaming.rename(id, name, fail);
                return "renamed";
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }

        @GetMapping("/reads")
        int reads() {
            return products.reads();
        }
    }
}
