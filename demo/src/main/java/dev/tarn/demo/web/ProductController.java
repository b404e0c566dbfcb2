package dev.tarn.demo.web;

import dev.tarn.WriteStatus;
import dev.tarn.demo.catalogue.Product;
import dev.tarn.demo.catalogue.ProductChange;
import dev.tarn.demo.catalogue.Products;
import java.util.List;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves products. */
@RestController
@RequestMapping("/products")
final class ProductController {
    private static final int MAX_IDS = 500;

    private final Products products;

    ProductController(Products products) {
        this.products = products;
    }

    @GetMapping("/{id}")
    ResponseEntity<Product> one(@PathVariable("id") long id) {
        return ResponseEntity.of(products.find(id));
    }

    @GetMapping
    List<Product> many(@RequestParam("ids") List<Long> ids) {
        if (ids.isEmpty() || ids.size() > MAX_IDS) {
            throw new IllegalArgumentException("ids are " + ids.size() + ", there must be 1 to " + MAX_IDS);
        }
        return products.findAll(ids);
    }

    @PutMapping("/{id}")
    ResponseEntity<Product> change(@PathVariable("id") long id, @RequestBody ProductChange change) {
        Optional<WriteStatus> written = products.change(id, change);
        if (written.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        return ResponseEntity.ok()
                .header("Tarn-Write", written.get().name())
                .body(products.find(id).orElseThrow());
    }
}
