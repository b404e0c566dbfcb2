package dev.tarn.demo.docs;

import dev.tarn.Cache;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.demo.docs.Snippets.Shop;
import dev.tarn.local.Heap;
import dev.tarn.spring.CacheEvictTag;
import dev.tarn.spring.CachePolicy;
import dev.tarn.spring.CacheSpec;
import dev.tarn.spring.CacheableBatch;
import dev.tarn.spring.CachedProxy;
import dev.tarn.spring.TarnCacheManager;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TraceRecorder;
import dev.tarn.tiered.TraceRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.LoggingCacheErrorHandler;

/** Holds the Java snippets of docs/plain-java.md and docs/lab.md, and those of docs/coming-from.md that stand nowhere else. */
@SuppressWarnings({"unused", "UnusedVariable", "CheckReturnValue", "try"})
final class PlainSnippets {
    record Product(long id, String brand) {}

    interface Repository {
        Product findById(long id);
    }

    interface Catalogue {
        @Cacheable(cacheNames = "products", sync = true)
        @CachePolicy(ttl = "10m", tags = "'brand:' + #result.brand()")
        Product find(long id);

        @CacheableBatch(cacheNames = "products", resultKey = "id")
        List<Product> findAll(Collection<Long> ids); // only those that no tier holds

        @CacheEvict(cacheNames = "products", key = "#p0.id()")
        void save(Product product);

        @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #p0")
        void renameBrand(String brand, String name);
    }

    interface FromJetCache {
        @Cacheable(cacheNames = "products", sync = true)
        @CachePolicy(ttl = "10m", refreshAhead = "0.8")
        Product find(long id);

        @CachePut(cacheNames = "products", key = "#result.id()")
        Product save(Product product);

        @CacheEvict("products")
        void delete(long id);
    }

    private final Repository repository;

    PlainSnippets(Repository repository) {
        this.repository = repository;
    }

    void proxy(Catalogue databaseCatalogue, Tarn tarn) {
        Catalogue catalogue = CachedProxy.of(Catalogue.class, databaseCatalogue, tarn); // dev.tarn.spring.CachedProxy
    }

    void cache(Tarn tarn) {
        tarn.cache("products", Long.class, Product.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .absentFor(Duration.ofMinutes(1))
                .maximumStaleness(Duration.ofSeconds(2))
                .build();
    }

    void manager(Catalogue databaseCatalogue, Tarn tarn) {
        TarnCacheManager caches = TarnCacheManager.builder(tarn)
                .defaults(CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(10)))
                .cache("prices", CacheSpec.defaults().expireAfterWrite(Duration.ofSeconds(30)))
                .build();
        Catalogue catalogue = CachedProxy.of(Catalogue.class, databaseCatalogue, caches);
    }

    void builder(Catalogue databaseCatalogue, TarnCacheManager caches, KeyGenerator brandKeyGenerator) {
        Catalogue catalogue = CachedProxy.builder(caches)
                .bean("brands", brandKeyGenerator) // @Cacheable(keyGenerator = "brands"), @brands in expressions
                .property("shop.product-ttl", "5m") // before system properties and environment variables
                .errorHandler(new LoggingCacheErrorHandler())
                .build(Catalogue.class, databaseCatalogue);
    }

    void specification(Shop databaseShop, Tarn tarn) {
        Shop shop = dev.tarn.jcache.annotation.CachedProxy.of(
                Shop.class, databaseShop, tarn, (name, cache) -> cache.expireAfterWrite(Duration.ofMinutes(10)));
    }

    void caffeine(Tarn tarn) {
        LoadingCache<Long, Product> products = tarn.cache("products", Long.class, Product.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .refreshAhead(0.8)
                .loader(CacheLoader.of(id -> repository.findById(id)))
                .build();
    }

    void recorded(Tarn tarn) throws IOException {
        try (TraceRecording recording = tarn.record(
                "products", TraceRecorder.to(Path.of("products.trace.gz")).sample(0.01))) {
            serveForAWhile();
        }
    }

    private void serveForAWhile() {}

    void redisson(Tarn tarn, Product changed) {
        Cache<Long, Product> products = tarn.cache("products", Long.class, Product.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(Duration.ofMinutes(10)) // in every tier
                .build();
        products.put(42L, changed);
    }
}
