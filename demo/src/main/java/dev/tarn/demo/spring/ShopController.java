package dev.tarn.demo.spring;

import dev.tarn.Explanation;
import dev.tarn.demo.catalogue.Product;
import dev.tarn.spring.TarnCacheManager;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the shop by HTTP. */
@RestController
class ShopController {
    private final ShopProducts products;
    private final Sale sale;
    private final TarnCacheManager caches;

    ShopController(ShopProducts products, Sale sale, TarnCacheManager caches) {
        this.products = products;
        this.sale = sale;
        this.caches = caches;
    }

    @GetMapping("/products/{id}")
    ResponseEntity<Product> one(@PathVariable long id) {
        return ResponseEntity.of(Optional.ofNullable(products.find(id)));
    }

    @GetMapping("/products")
    List<Product> many(@RequestParam List<Long> ids) {
        return products.findAll(ids);
    }

    @PostMapping("/sale")
    List<Product> sale(@RequestParam List<Long> ids, @RequestParam long cents) {
        sale.priceAll(ids, cents);
        return products.findAll(ids);
    }

    @PostMapping("/brands/{id}")
    void rename(@PathVariable int id, @RequestParam String name) {
        products.renameBrand(id, name);
    }

    @GetMapping("/explain/{id}")
    Explanation explain(@PathVariable long id) {
        return Objects.requireNonNull(caches.getCache("products"))
                .getNativeCache()
                .explain(id);
    }

    /** Answers a sale that was refused, and so rolled back. */
    @ExceptionHandler(IllegalArgumentException.class)
    ResponseEntity<Map<String, String>> refused(IllegalArgumentException failure) {
        return ResponseEntity.badRequest().body(Map.of("rolledBack", String.valueOf(failure.getMessage())));
    }
}
