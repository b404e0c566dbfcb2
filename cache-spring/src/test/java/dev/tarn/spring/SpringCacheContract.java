package dev.tarn.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** What Spring documents of its cache abstraction, for whatever manager is below: long, because that is one list. */
abstract class SpringCacheContract {
    private Opened opened;
    private ShopMethods shop;
    private CacheManager manager;

    /** What is tested, and how it is closed. */
    record Opened(ShopMethods shop, CacheManager manager, Runnable close) {}

    /** What every context of the suite has. */
    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        Shop shop() {
            return new Shop();
        }

        @Bean
        KeyGenerator reversed() {
            return (target, method, parameters) ->
                    new StringBuilder((String) parameters[0]).reverse().toString();
        }
    }

    /** Returns the configuration that enables caching and has the manager. */
    Class<?> configuration() {
        throw new UnsupportedOperationException("no context");
    }

    /** Opens a context, or what stands for one. */
    Opened open() {
        AnnotationConfigApplicationContext context =
                new AnnotationConfigApplicationContext(Beans.class, configuration());
        return new Opened(context.getBean(Shop.class), context.getBean(CacheManager.class), context::close);
    }

    @BeforeEach
    void start() {
        opened = open();
        shop = opened.shop();
        manager = opened.manager();
        cache("programmatic");
        ready(manager);
    }

    /** Waits until the caches keep what they are given. */
    void ready(CacheManager caches) {}

    @AfterEach
    void stop() {
        opened.close().run();
    }

    private Shop unproxied() {
        return (Shop) AopProxyUtils.getSingletonTarget(shop);
    }

    private int calls() {
        return unproxied().calls.get();
    }

    Cache cache(String name) {
        return requireNonNull(manager.getCache(name));
    }

    @Test
    void cacheable_calledTwice_callsTheMethodOnce() {
        assertThat(shop.find(1)).isEqualTo(Product.of(1));
        assertThat(shop.find(1)).isEqualTo(Product.of(1));
        assertThat(shop.find(2)).isEqualTo(Product.of(2));
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void cacheable_nullResult_isCached() {
        unproxied().source = id -> null;
        assertThat(shop.find(1)).isNull();
        assertThat(shop.find(1)).isNull();
        assertThat(calls()).isEqualTo(1);
        assertThat(cache("products").get(1L)).isNotNull();
        assertThat(cache("products").get(1L).get()).isNull();
    }

    @Test
    void cacheable_methodThrows_nothingIsCached() {
        unproxied().source = id -> {
            throw new IllegalStateException("source");
        };
        assertThatThrownBy(() -> shop.find(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("source");
        unproxied().source = Product::of;
        assertThat(shop.find(1)).isEqualTo(Product.of(1));
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void cacheable_severalArguments_allAreTheKey() {
        shop.findBoth(1, "a");
        shop.findBoth(1, "a");
        shop.findBoth(1, "b");
        shop.findBoth(1, null);
        shop.findBoth(1, null);
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void cacheable_noArguments_hasAKey() {
        shop.findWithoutArguments();
        shop.findWithoutArguments();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void cacheable_keyExpression_sharesEntriesWithOtherMethods() {
        shop.findByKey(Product.of(1));
        shop.find(1);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void cacheable_keyGenerator_isAsked() {
        shop.findGenerated("12");
        assertThat(cache("generated").get("21")).isNotNull();
    }

    @Test
    void cacheable_conditionFails_goesPastTheCache() {
        shop.findSmall(11);
        shop.findSmall(11);
        shop.findSmall(1);
        shop.findSmall(1);
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void cacheable_unlessHolds_isNotStored() {
        shop.findUnless(3);
        shop.findUnless(3);
        shop.findUnless(4);
        shop.findUnless(4);
        assertThat(calls()).isEqualTo(3);
        assertThat(cache("unless").get(3L)).isNull();
    }

    @Test
    void cacheable_optional_storesWhatIsInside() {
        assertThat(shop.findOptional(1)).contains(Product.of(1));
        assertThat(shop.findOptional(1)).contains(Product.of(1));
        assertThat(cache("optional").get(1L).get()).isEqualTo(Product.of(1));
        unproxied().source = id -> null;
        assertThat(shop.findOptional(2)).isEmpty();
        assertThat(shop.findOptional(2)).isEmpty();
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void cacheable_list_isStored() {
        assertThat(shop.list("a")).containsExactly(Product.of(1), Product.of(2));
        assertThat(shop.list("a")).containsExactly(Product.of(1), Product.of(2));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void cacheable_sync_manyCallers_callTheMethodOnce() throws Exception {
        unproxied().gate = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Product>> answers = IntStream.range(0, 4)
                    .mapToObj(any -> callers.submit(() -> shop.findOnce(1)))
                    .toList();
            unproxied().gate.countDown();
            for (Future<Product> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(Product.of(1));
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void cacheable_sync_nullResult_isCached() throws Exception {
        unproxied().source = id -> null;
        assertThat(shop.findOnce(1)).isNull();
        assertThat(shop.findOnce(1)).isNull();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void cacheable_sync_checkedException_arrivesAsItIs() {
        assertThatThrownBy(() -> shop.failOnce(1))
                .isExactlyInstanceOf(Exception.class)
                .hasMessage("checked 1");
        failureForgotten();
        assertThatThrownBy(() -> shop.failOnce(1))
                .isExactlyInstanceOf(Exception.class)
                .hasMessage("checked 1");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void cacheable_severalCaches_areAskedInTurnAndAllStoreAfterAMiss() {
        shop.findInSecond(1);
        shop.findInTwo(1);
        assertThat(calls()).isEqualTo(1);
        assertThat(cache("first").get(1L)).isNull();
        shop.findInTwo(2);
        assertThat(cache("first").get(2L)).isNotNull();
        assertThat(cache("second").get(2L)).isNotNull();
    }

    @Test
    void cachePut_always_callsAndStores() {
        shop.find(1);
        Product renamed = new Product(1, "renamed", "b");
        shop.save(renamed);
        assertThat(shop.find(1)).isEqualTo(renamed);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void cachePut_unlessHolds_isNotStored() {
        shop.saveUnless(new Product(1, "secret", "b"));
        assertThat(cache("products").get(1L)).isNull();
        shop.saveUnless(new Product(1, "public", "b"));
        assertThat(cache("products").get(1L)).isNotNull();
    }

    @Test
    void cachePut_conditionFails_storesNothing() {
        shop.saveLarge(Product.of(1));
        assertThat(cache("products").get(1L)).isNull();
        shop.saveLarge(Product.of(6));
        assertThat(cache("products").get(6L)).isNotNull();
    }

    @Test
    void cacheEvict_removesTheKeyAlone() {
        shop.find(1);
        shop.find(2);
        shop.delete(1);
        assertThat(cache("products").get(1L)).isNull();
        assertThat(cache("products").get(2L)).isNotNull();
    }

    @Test
    void cacheEvict_conditionFails_removesNothing() {
        shop.find(1);
        shop.deleteLarge(1);
        assertThat(cache("products").get(1L)).isNotNull();
    }

    @Test
    void cacheEvict_methodThrows_removesOnlyBeforeInvocation() {
        shop.find(1);
        assertThatThrownBy(() -> shop.failToDelete(1)).hasMessage("delete 1");
        assertThat(cache("products").get(1L)).isNotNull();
        assertThatThrownBy(() -> shop.deleteBefore(1)).hasMessage("delete 1");
        assertThat(cache("products").get(1L)).isNull();
    }

    @Test
    void cacheEvict_allEntries_removesAll() {
        shop.find(1);
        shop.find(2);
        shop.deleteAll();
        assertThat(cache("products").get(1L)).isNull();
        shop.find(2);
        assertThatThrownBy(() -> shop.deleteAllBefore()).hasMessage("delete all");
        assertThat(cache("products").get(2L)).isNull();
    }

    @Test
    void caching_severalOperations_areAllCarriedOut() {
        shop.find(1);
        shop.findInSecond(1);
        shop.deleteFromTwo(1);
        assertThat(cache("products").get(1L)).isNull();
        assertThat(cache("second").get(1L)).isNull();
    }

    @Test
    void future_calledTwice_callsTheMethodOnce() {
        assertThat(shop.findLater(1).join()).isEqualTo(Product.of(1));
        settled(() -> cache("futures").get(1L) != null);
        assertThat(shop.findLater(1).join()).isEqualTo(Product.of(1));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void future_null_isCached() {
        unproxied().source = id -> null;
        assertThat(shop.findLater(1).join()).isNull();
        settled(() -> cache("futures").get(1L) != null);
        assertThat(shop.findLater(1).join()).isNull();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void future_fails_nothingIsCached() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop.failLater(1).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void future_sync_callsTheMethodOnceAndFailsAsTheMethod() {
        assertThat(shop.findLaterOnce(1).join()).isEqualTo(Product.of(1));
        assertThat(shop.findLaterOnce(1).join()).isEqualTo(Product.of(1));
        assertThat(calls()).isEqualTo(1);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        assertThatThrownBy(() -> shop.failLaterOnce(2).join()).satisfies(failure::set);
        assertThat(failure.get())
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("later 2");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void future_evictAndPut_happenWhenItIsDone() {
        shop.findLater(1).join();
        settled(() -> cache("futures").get(1L) != null);
        assertThat(shop.deleteLater(1).join()).isEqualTo("deleted");
        assertThat(cache("futures").get(1L)).isNull();
        shop.saveLater(Product.of(3)).join();
        assertThat(cache("futures").get(3L)).isNotNull();
    }

    @Test
    void future_conditionOrUnless_areAskedAsOfAValue() {
        for (int i = 0; i < 2; i++) {
            assertThat(shop.findLaterSometimes(11).join()).isEqualTo(Product.of(11));
            assertThat(shop.findLaterSometimes(3).join()).isEqualTo(Product.of(3));
            assertThat(shop.findLaterSometimes(4).join()).isEqualTo(Product.of(4));
            settled(() -> cache("conditionalFutures").get(4L) != null);
        }
        assertThat(calls()).isEqualTo(5);
        assertThat(cache("conditionalFutures").get(3L)).isNull();
    }

    @Test
    void future_severalCaches_areAskedInTurnAndAllStoreAfterAMiss() {
        shop.findLaterInSecond(1).join();
        settled(() -> cache("secondLater").get(1L) != null);
        assertThat(shop.findLaterInTwo(1).join()).isEqualTo(Product.of(1));
        assertThat(calls()).isEqualTo(1);
        shop.findLaterInTwo(2).join();
        settled(() ->
                cache("firstLater").get(2L) != null && cache("secondLater").get(2L) != null);
    }

    @Test
    void mono_conditionOrUnless_areAskedAsOfAValue() {
        for (int i = 0; i < 2; i++) {
            assertThat(shop.findMonoSometimes(11).block()).isEqualTo(Product.of(11));
            assertThat(shop.findMonoSometimes(3).block()).isEqualTo(Product.of(3));
            assertThat(shop.findMonoSometimes(4).block()).isEqualTo(Product.of(4));
            settled(() -> cache("conditionalMonos").get(4L) != null);
        }
        assertThat(calls()).isEqualTo(5);
    }

    @Test
    void mono_empty_isCached() {
        unproxied().source = id -> null;
        assertThat(shop.findMono(1).block()).isNull();
        settled(() -> cache("monos").get(1L) != null);
        assertThat(shop.findMono(1).block()).isNull();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void mono_fails_nothingIsCached() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop.failMono(1).block())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("mono 1");
        }
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void mono_evictAndPut_happenWhenItHasItsValue() {
        shop.findMono(1).block();
        settled(() -> cache("monos").get(1L) != null);
        Mono<String> deleting = shop.deleteMono(1);
        assertThat(cache("monos").get(1L)).isNotNull();
        assertThat(deleting.block()).isEqualTo("deleted");
        assertThat(cache("monos").get(1L)).isNull();
        shop.saveMono(Product.of(3)).block();
        assertThat(cache("monos").get(3L)).isNotNull();
    }

    @Test
    void mono_subscribedTwice_callsTheMethodOnce() {
        assertThat(shop.findMono(1).block()).isEqualTo(Product.of(1));
        settled(() -> cache("monos").get(1L) != null);
        assertThat(shop.findMono(1).block()).isEqualTo(Product.of(1));
        assertThat(shop.findMonoOnce(1).block()).isEqualTo(Product.of(1));
        assertThat(shop.findMonoOnce(1).block()).isEqualTo(Product.of(1));
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void flux_subscribedTwice_callsTheMethodOnce() {
        assertThat(shop.findFlux("a").collectList().block()).containsExactly(Product.of(1), Product.of(2));
        settled(() -> cache("fluxes").get("a") != null);
        assertThat(shop.findFlux("a").collectList().block()).containsExactly(Product.of(1), Product.of(2));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void cache_putIfAbsent_keepsWhatIsThere() {
        Cache cache = cache("programmatic");
        assertThat(cache.putIfAbsent("k", "a")).isNull();
        assertThat(cache.putIfAbsent("k", "b").get()).isEqualTo("a");
        assertThat(cache.putIfAbsent("n", null)).isNull();
        assertThat(cache.putIfAbsent("n", "b").get()).isNull();
        assertThat(cache.get("n").get()).isNull();
    }

    @Test
    void cache_putNull_replacesAValueAndIsReplaced() {
        Cache cache = cache("programmatic");
        cache.put("k", "a");
        cache.put("k", null);
        assertThat(cache.get("k").get()).isNull();
        cache.put("k", "b");
        assertThat(cache.get("k").get()).isEqualTo("b");
    }

    @Test
    void cache_evictIfPresentAndInvalidate_tellWhetherSomethingWasThere() {
        Cache cache = cache("programmatic");
        assertThat(cache.evictIfPresent("k")).isFalse();
        cache.put("k", "a");
        assertThat(cache.evictIfPresent("k")).isTrue();
        assertThat(cache.get("k")).isNull();
        cache.put("k", "a");
        assertThat(cache.invalidate()).isTrue();
        assertThat(cache.get("k")).isNull();
        assertThat(cache.getName()).isEqualTo("programmatic");
    }

    @Test
    void cache_getWithType_checksIt() {
        Cache cache = cache("programmatic");
        cache.put("k", "a");
        assertThat(cache.get("k", String.class)).isEqualTo("a");
        assertThatThrownBy(() -> cache.get("k", Long.class)).isInstanceOf(IllegalStateException.class);
        assertThat(cache.get("missing", String.class)).isNull();
    }

    @Test
    void cache_getWithLoader_loadsOnceAndWrapsFailures() {
        Cache cache = cache("programmatic");
        assertThat(cache.get("k", () -> "a")).isEqualTo("a");
        assertThat(cache.get("k", () -> "b")).isEqualTo("a");
        assertThatThrownBy(() -> cache.get("f", () -> {
                    throw new Exception("loader");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class)
                .hasRootCauseMessage("loader");
        assertThat(cache.<@Nullable String>get("n", () -> null)).isNull();
        assertThat(cache.get("n").get()).isNull();
    }

    @Test
    void cache_retrieve_tellsAMissFromANull() {
        Cache cache = cache("programmatic");
        assertThat(retrieved(cache.retrieve("k"))).isNull();
        cache.put("k", null);
        assertThat(retrieved(cache.retrieve("k"))).isInstanceOf(Cache.ValueWrapper.class);
        assertThat(cache.retrieve("l", () -> CompletableFuture.completedFuture("a"))
                        .join())
                .isEqualTo("a");
        assertThat(cache.retrieve("l", () -> CompletableFuture.completedFuture("b"))
                        .join())
                .isEqualTo("a");
    }

    private static @Nullable Object retrieved(@Nullable CompletableFuture<?> future) {
        return future == null ? null : future.join();
    }

    /** Waits until a load that has failed is not joined any more. */
    void failureForgotten() {}

    /** Waits until what Spring has put without waiting for it is there. */
    void settled(BooleanSupplier there) {
        assertThat(there.getAsBoolean()).isTrue();
    }
}
