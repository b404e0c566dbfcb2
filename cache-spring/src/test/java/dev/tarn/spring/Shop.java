package dev.tarn.spring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One method for each thing that Spring documents of its cache annotations; counts its calls. */
@SuppressWarnings("MissingOverride") // the interface says nothing that is not here
public class Shop implements ShopMethods {
    final AtomicInteger calls = new AtomicInteger();
    volatile LongFunction<@Nullable Product> source = Product::of;
    volatile CountDownLatch gate = new CountDownLatch(0);

    private @Nullable Product read(long id) {
        calls.incrementAndGet();
        return source.apply(id);
    }

    @Cacheable("products")
    public @Nullable Product find(long id) {
        return read(id);
    }

    @Cacheable("pairs")
    public @Nullable Product findBoth(long id, String brand) {
        return read(id);
    }

    @Cacheable("single")
    public @Nullable Product findWithoutArguments() {
        return read(1);
    }

    @Cacheable(cacheNames = "products", key = "#p0.id()")
    public @Nullable Product findByKey(Product like) {
        return read(like.id());
    }

    @Cacheable(cacheNames = "generated", keyGenerator = "reversed")
    public @Nullable Product findGenerated(String id) {
        return read(Long.parseLong(id));
    }

    @Cacheable(cacheNames = "conditional", condition = "#p0 < 10")
    public @Nullable Product findSmall(long id) {
        return read(id);
    }

    @Cacheable(cacheNames = "unless", unless = "#result == null || #result.name().contains('3')")
    public @Nullable Product findUnless(long id) {
        return read(id);
    }

    @Cacheable("optional")
    public Optional<Product> findOptional(long id) {
        return Optional.ofNullable(read(id));
    }

    @Cacheable(cacheNames = "sync", sync = true)
    public @Nullable Product findOnce(long id) throws InterruptedException {
        gate.await();
        return read(id);
    }

    @Cacheable(cacheNames = "checked", sync = true)
    public @Nullable Product failOnce(long id) throws Exception {
        calls.incrementAndGet();
        throw new Exception("checked " + id);
    }

    @Cacheable({"first", "second"})
    public @Nullable Product findInTwo(long id) {
        return read(id);
    }

    @Cacheable("second")
    public @Nullable Product findInSecond(long id) {
        return read(id);
    }

    @CachePut(cacheNames = "products", key = "#p0.id()")
    public Product save(Product product) {
        calls.incrementAndGet();
        return product;
    }

    @CachePut(cacheNames = "products", key = "#result.id()", unless = "#result.name() == 'secret'")
    public Product saveUnless(Product product) {
        return product;
    }

    @CacheEvict("products")
    public void delete(long id) {
        calls.incrementAndGet();
    }

    @CacheEvict(cacheNames = "products", condition = "#p0 > 5")
    public void deleteLarge(long id) {}

    @CacheEvict("products")
    public void failToDelete(long id) {
        throw new IllegalStateException("delete " + id);
    }

    @CacheEvict(cacheNames = "products", beforeInvocation = true)
    public void deleteBefore(long id) {
        throw new IllegalStateException("delete " + id);
    }

    @CacheEvict(cacheNames = "products", allEntries = true)
    public void deleteAll() {}

    @CacheEvict(cacheNames = "products", allEntries = true, beforeInvocation = true)
    public void deleteAllBefore() {
        throw new IllegalStateException("delete all");
    }

    @Caching(evict = {@CacheEvict("products"), @CacheEvict("second")})
    public void deleteFromTwo(long id) {}

    @Cacheable("lists")
    public List<Product> list(String brand) {
        calls.incrementAndGet();
        return List.of(Product.of(1), Product.of(2));
    }

    @Cacheable("futures")
    public CompletableFuture<@Nullable Product> findLater(long id) {
        return CompletableFuture.completedFuture(read(id));
    }

    @Cacheable("futures")
    public CompletableFuture<Product> failLater(long id) {
        calls.incrementAndGet();
        return CompletableFuture.failedFuture(new IllegalStateException("later " + id));
    }

    @Cacheable(cacheNames = "syncFutures", sync = true)
    public CompletableFuture<@Nullable Product> findLaterOnce(long id) {
        return CompletableFuture.completedFuture(read(id));
    }

    @Cacheable(cacheNames = "syncFutures", sync = true)
    public CompletableFuture<Product> failLaterOnce(long id) {
        calls.incrementAndGet();
        return CompletableFuture.failedFuture(new IllegalStateException("later " + id));
    }

    @Cacheable("monos")
    public Mono<Product> findMono(long id) {
        return Mono.fromCallable(() -> read(id));
    }

    @Cacheable(cacheNames = "syncMonos", sync = true)
    public Mono<Product> findMonoOnce(long id) {
        return Mono.fromCallable(() -> read(id));
    }

    @Cacheable("fluxes")
    public Flux<Product> findFlux(String brand) {
        return Flux.defer(() -> {
            calls.incrementAndGet();
            return Flux.just(Product.of(1), Product.of(2));
        });
    }

    @CacheEvict("futures")
    public CompletableFuture<String> deleteLater(long id) {
        return CompletableFuture.completedFuture("deleted");
    }

    @Cacheable(
            cacheNames = "conditionalFutures",
            condition = "#p0 < 10",
            unless = "#result == null || #result.id() == 3")
    public CompletableFuture<@Nullable Product> findLaterSometimes(long id) {
        return CompletableFuture.completedFuture(read(id));
    }

    @Cacheable({"firstLater", "secondLater"})
    public CompletableFuture<@Nullable Product> findLaterInTwo(long id) {
        return CompletableFuture.completedFuture(read(id));
    }

    @Cacheable("secondLater")
    public CompletableFuture<@Nullable Product> findLaterInSecond(long id) {
        return CompletableFuture.completedFuture(read(id));
    }

    @Cacheable(cacheNames = "conditionalMonos", condition = "#p0 < 10", unless = "#result == null || #result.id() == 3")
    public Mono<Product> findMonoSometimes(long id) {
        return Mono.fromCallable(() -> read(id));
    }

    @Cacheable("monos")
    public Mono<Product> failMono(long id) {
        return Mono.defer(() -> {
            calls.incrementAndGet();
            return Mono.error(new IllegalStateException("mono " + id));
        });
    }

    @CachePut(cacheNames = "monos", key = "#p0.id()")
    public Mono<Product> saveMono(Product product) {
        return Mono.just(product);
    }

    @CacheEvict("monos")
    public Mono<String> deleteMono(long id) {
        return Mono.just("deleted");
    }

    @CachePut(cacheNames = "products", key = "#p0.id()", condition = "#p0.id() > 5")
    public Product saveLarge(Product product) {
        return product;
    }

    @CachePut(cacheNames = "futures", key = "#p0.id()")
    public CompletableFuture<Product> saveLater(Product product) {
        return CompletableFuture.completedFuture(product);
    }
}
