package dev.tarn.demo.web;

import dev.tarn.CacheStats;
import dev.tarn.Explanation;
import dev.tarn.LoadingCache;
import dev.tarn.WriteStatus;
import dev.tarn.demo.catalogue.DatabaseMeter;
import dev.tarn.demo.catalogue.Product;
import dev.tarn.demo.catalogue.Products;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows what the cache does and lets a person take entries out of it. */
@RestController
final class CacheController {
    private final LoadingCache<Long, Product> cache;
    private final DatabaseMeter database;

    CacheController(Products products, DatabaseMeter database) {
        this.cache = products.cache();
        this.database = database;
    }

    @GetMapping("/stats")
    Stats stats() {
        CacheStats stats = cache.stats();
        return new Stats(
                cache.name(),
                stats.requests(),
                stats.hits(),
                stats.hitRate(),
                database.reads(),
                database.keys(),
                stats);
    }

    @GetMapping("/explain/{id}")
    Explanation explain(@PathVariable("id") long id) {
        return cache.explain(id);
    }

    @DeleteMapping("/cache/{id}")
    Map<String, WriteStatus> invalidate(@PathVariable("id") long id) {
        return Map.of("status", cache.invalidate(id));
    }

    @DeleteMapping(path = "/cache", params = "tag")
    Map<String, WriteStatus> invalidateTag(@RequestParam("tag") String tag) {
        return Map.of("status", cache.invalidateTag(tag));
    }

    @DeleteMapping(path = "/cache", params = "!tag")
    Map<String, WriteStatus> clear() {
        return Map.of("status", cache.clear());
    }

    /** Tells how the node is: it serves as long as its database does, whatever becomes of the remote tier. */
    @GetMapping("/health")
    Map<String, String> health() {
        return Map.of("status", "UP", "remote", RemoteState.of(cache).toString());
    }

    record Stats(
            String cache,
            long requests,
            long hits,
            double hitRate,
            long databaseReads,
            long databaseKeys,
            CacheStats counts) {}
}
