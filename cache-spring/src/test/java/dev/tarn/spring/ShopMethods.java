package dev.tarn.spring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The methods of {@link Shop}, for proxies that need an interface; what they do is said there. */
interface ShopMethods {
    @Nullable
    Product find(long id);

    @Nullable
    Product findBoth(long id, String brand);

    @Nullable
    Product findWithoutArguments();

    @Nullable
    Product findByKey(Product like);

    @Nullable
    Product findGenerated(String id);

    @Nullable
    Product findSmall(long id);

    @Nullable
    Product findUnless(long id);

    Optional<Product> findOptional(long id);

    @Nullable
    Product findOnce(long id) throws InterruptedException;

    @Nullable
    Product failOnce(long id) throws Exception;

    @Nullable
    Product findInTwo(long id);

    @Nullable
    Product findInSecond(long id);

    Product save(Product product);

    Product saveUnless(Product product);

    void delete(long id);

    void deleteLarge(long id);

    void failToDelete(long id);

    void deleteBefore(long id);

    void deleteAll();

    void deleteAllBefore();

    void deleteFromTwo(long id);

    List<Product> list(String brand);

    CompletableFuture<@Nullable Product> findLater(long id);

    CompletableFuture<Product> failLater(long id);

    CompletableFuture<@Nullable Product> findLaterOnce(long id);

    CompletableFuture<Product> failLaterOnce(long id);

    Mono<Product> findMono(long id);

    Mono<Product> findMonoOnce(long id);

    Flux<Product> findFlux(String brand);

    CompletableFuture<String> deleteLater(long id);

    CompletableFuture<Product> saveLater(Product product);

    CompletableFuture<@Nullable Product> findLaterSometimes(long id);

    CompletableFuture<@Nullable Product> findLaterInTwo(long id);

    CompletableFuture<@Nullable Product> findLaterInSecond(long id);

    Mono<Product> findMonoSometimes(long id);

    Mono<Product> failMono(long id);

    Mono<Product> saveMono(Product product);

    Mono<String> deleteMono(long id);

    Product saveLarge(Product product);
}
