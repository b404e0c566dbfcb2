package dev.tarn.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.CacheClosedException;
import dev.tarn.local.Heap;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.BeanUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;

/** What the annotations do without a container, and that it is what they do with one. */
class CachedProxyTest {
    private final FakeClock clock = new FakeClock();
    private final Tarn tarn = Tarn.builder().clock(clock).scheduler(clock).build();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** One method for each of Tarn's annotations, and what interfaces have besides. */
    interface Shelf {
        @Cacheable("products")
        @CachePolicy(
                ttl = "${life:30s}",
                absentTtl = "10s",
                tags = "'brand:' + (#result == null ? '' : #result.brand())")
        @Nullable
        Product find(long id);

        @CacheableBatch(cacheNames = "products", resultKey = "id")
        List<Product> findAll(Collection<Long> ids);

        @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #p0")
        void renameBrand(String brand);

        @CachePut(cacheNames = "products", key = "#p0.id()")
        Product save(Product product);

        @CacheEvict("products")
        default void forget(long id) {}

        default @Nullable Product findFirst() {
            return find(1);
        }

        @Cacheable("failing")
        String fail(String how) throws IOException;

        List<Object> asked();
    }

    /** Has what is asked for, up to 100. */
    static class CountingShelf implements Shelf {
        private final List<Object> asked = new ArrayList<>();

        @Override
        public @Nullable Product find(long id) {
            asked.add(id);
            return id > 100 ? null : Product.of(id);
        }

        @Override
        public List<Product> findAll(Collection<Long> ids) {
            asked.add(List.copyOf(ids));
            return ids.stream().filter(id -> id <= 100).map(Product::of).toList();
        }

        @Override
        public void renameBrand(String brand) {}

        @Override
        public Product save(Product product) {
            return product;
        }

        @Override
        public String fail(String how) throws IOException {
            asked.add(how);
            throw new FileNotFoundException(how);
        }

        @Override
        public List<Object> asked() {
            return asked;
        }

        @Override
        public String toString() {
            return "a shelf";
        }
    }

    /** The two ways to the same. */
    enum Way {
        CONTEXT,
        PROXY
    }

    private Shelf shelf(Way way) {
        if (way == Way.PROXY) {
            return CachedProxy.of(Shelf.class, new CountingShelf(), tarn);
        }
        Running running = new Running(tarn, settings -> settings, CountingShelf.class);
        open.add(running);
        return running.bean(Shelf.class);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        tarn.close();
    }

    @ParameterizedTest
    @EnumSource
    void policy_isOfTheInterface(Way way) {
        Shelf shelf = shelf(way);
        shelf.find(1);
        shelf.find(101);
        clock.advance(Duration.ofSeconds(9));
        shelf.find(1);
        shelf.find(101);
        assertThat(shelf.asked()).containsExactly(1L, 101L);
        clock.advance(Duration.ofSeconds(2));
        shelf.find(1);
        shelf.find(101);
        assertThat(shelf.asked()).containsExactly(1L, 101L, 101L);
        clock.advance(Duration.ofSeconds(20));
        shelf.find(1);
        assertThat(shelf.asked()).endsWith(101L, 1L);
    }

    @ParameterizedTest
    @EnumSource
    void batch_asksOnlyForWhatIsMissing(Way way) {
        Shelf shelf = shelf(way);
        shelf.find(2);
        assertThat(shelf.findAll(List.of(1L, 2L, 3L, 101L)))
                .containsExactly(Product.of(1), Product.of(2), Product.of(3));
        assertThat(shelf.findAll(List.of(101L, 3L))).containsExactly(Product.of(3));
        assertThat(shelf.asked()).containsExactly(2L, List.of(1L, 3L, 101L));
    }

    @ParameterizedTest
    @EnumSource
    void evictions_ofATagAndOfAKey_areSeen(Way way) {
        Shelf shelf = shelf(way);
        shelf.find(1);
        shelf.find(2);
        shelf.renameBrand("brand1");
        shelf.find(1);
        shelf.find(2);
        shelf.forget(2);
        shelf.find(2);
        assertThat(shelf.asked()).containsExactly(1L, 2L, 1L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void put_isFound(Way way) {
        Shelf shelf = shelf(way);
        Product renamed = new Product(1, "renamed", "b");
        shelf.save(renamed);
        assertThat(shelf.find(1)).isEqualTo(renamed);
        assertThat(shelf.asked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void defaultMethod_isTheImplementations_andItsOwnCallsAreNotCached(Way way) {
        Shelf shelf = shelf(way);
        shelf.findFirst();
        shelf.findFirst();
        assertThat(shelf.asked()).containsExactly(1L, 1L);
    }

    @ParameterizedTest
    @EnumSource
    void exception_isTheMethods(Way way) {
        Shelf shelf = shelf(way);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shelf.fail("gone"))
                    .isExactlyInstanceOf(FileNotFoundException.class)
                    .hasMessage("gone");
        }
        assertThat(shelf.asked()).hasSize(2);
    }

    @Test
    void methodsOfObject_areOfProxyAndImplementation() {
        Shelf shelf = shelf(Way.PROXY);
        assertThat(shelf).hasToString("a shelf").isEqualTo(shelf).isNotEqualTo(shelf(Way.PROXY));
        assertThat(shelf.hashCode()).isEqualTo(shelf.hashCode());
    }

    /** A generic interface. */
    interface Repository<K, V> {
        @Nullable
        V findById(K id);
    }

    /** Inherits its method, and says where it is cached. */
    @CacheConfig(cacheNames = "products")
    interface Products extends Repository<Long, Product> {
        @Override
        @Cacheable
        @Nullable
        Product findById(Long id);
    }

    @Test
    void genericInterface_inherited_isCached() {
        AtomicInteger calls = new AtomicInteger();
        Products products = CachedProxy.of(
                Products.class,
                id -> {
                    calls.incrementAndGet();
                    return Product.of(id);
                },
                tarn);
        Repository<Long, Product> asRepository = products;
        assertThat(products.findById(1L)).isEqualTo(Product.of(1));
        assertThat(asRepository.findById(1L)).isEqualTo(Product.of(1));
        assertThat(calls).hasValue(1);
    }

    /** The annotation is on a generic method, above the type that is proxied. */
    interface Texts extends Function<String, String> {
        @Override
        @Cacheable("texts")
        String apply(String key);
    }

    /** Says otherwise than its interface. */
    static class OwnTexts implements Texts {
        @Override
        @Cacheable(cacheNames = "own", key = "'one'")
        public String apply(String key) {
            return key;
        }
    }

    @Test
    void annotation_ofTheImplementation_goesFirst() {
        Texts texts = CachedProxy.of(Texts.class, new OwnTexts(), tarn);
        assertThat(texts.apply("a")).isEqualTo("a");
        assertThat(texts.apply("b")).isEqualTo("a");
        assertThat(tarn.find("own")).isPresent();
    }

    @Test
    void cache_thatTheTarnHas_isTaken() {
        dev.tarn.Cache<Long, Product> products = tarn.cache("products", Long.class, Product.class)
                .heap(Heap.maximumEntries(10))
                .build();
        shelf(Way.PROXY).find(1);
        assertThat(products.getIfPresent(1L)).isEqualTo(Product.of(1));
        products.invalidate(1L);
        Shelf shelf = shelf(Way.PROXY);
        shelf.find(1);
        assertThat(shelf.asked()).containsExactly(1L);
    }

    @Test
    void property_resolvesPlaceholders() {
        Shelf shelf = CachedProxy.builder(TarnCacheManager.builder(tarn).build())
                .property("life", "1s")
                .build(Shelf.class, new CountingShelf());
        shelf.find(1);
        clock.advance(Duration.ofSeconds(2));
        shelf.find(1);
        assertThat(shelf.asked()).hasSize(2);
    }

    @Test
    void errorHandler_hearsOfFailuresOfTheCache() {
        List<RuntimeException> failures = new ArrayList<>();
        Shelf shelf = CachedProxy.builder(TarnCacheManager.builder(tarn).build())
                .errorHandler(new SimpleCacheErrorHandler() {
                    @Override
                    public void handleCacheGetError(RuntimeException failure, Cache cache, Object key) {
                        failures.add(failure);
                    }
                })
                .build(Shelf.class, new CountingShelf());
        tarn.close();
        assertThat(shelf.find(1)).isEqualTo(Product.of(1));
        assertThat(failures).singleElement().isInstanceOf(CacheClosedException.class);
    }

    @Test
    void typesOfTheMethods_goToARemoteTier() {
        FakeServer server = new FakeServer(clock);
        Shelf[] shelves = new Shelf[2];
        for (int node = 0; node < 2; node++) {
            Tarn one = Tarn.builder()
                    .clock(clock)
                    .scheduler(clock)
                    .remote(server.connect())
                    .build();
            open.add(one);
            shelves[node] = CachedProxy.of(
                    Shelf.class,
                    new CountingShelf(),
                    TarnCacheManager.builder(one)
                            .defaults(CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(1)))
                            .build());
        }
        clock.advance(Duration.ofSeconds(1));
        shelves[0].find(1);
        assertThat(shelves[1].find(1)).isEqualTo(Product.of(1));
        assertThat(shelves[1].asked()).isEmpty();
    }

    static Stream<Class<?>> wrong() {
        return Stream.of(PolicyTest.Wrong.class.getDeclaredClasses());
    }

    /** Stands for any interface. */
    interface Marker {}

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongValue_isRefusedAtCreation_namingTheMethod(Class<?> implementation) {
        assertRefused(implementation, implementation.getName() + ".read");
    }

    /** What a context finds out when the method is first called. */
    static class Late {
        static class Generator {
            @Cacheable(cacheNames = "c", keyGenerator = "missing")
            public String read(String key) {
                return key;
            }
        }

        static class Resolver {
            @Cacheable(cacheResolver = "missing")
            public String read(String key) {
                return key;
            }
        }

        static class Key {
            @Cacheable(cacheNames = "c", key = "#{")
            public String read(String key) {
                return key;
            }
        }

        static class Unless {
            @Cacheable(cacheNames = "c", unless = "#result ==")
            public String read(String key) {
                return key;
            }
        }
    }

    static Stream<Class<?>> late() {
        return Stream.of(Late.class.getDeclaredClasses());
    }

    @ParameterizedTest
    @MethodSource("late")
    void wrongName_isRefusedAtCreation_namingTheMethod(Class<?> implementation) {
        assertRefused(implementation, implementation.getName() + ".read");
    }

    @SuppressWarnings("unchecked") // never called through it
    private void assertRefused(Class<?> implementation, String message) {
        Object wrong = BeanUtils.instantiateClass(implementation);
        assertThatThrownBy(() -> CachedProxy.of((Class<Object>) (Class<?>) Marker.class, wrong, tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void cacheThatCannotBeBuilt_isRefusedAtCreation_namingTheMethods() {
        try (Tarn shared = Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .remote(new FakeServer(clock).connect())
                .build()) {
            assertThatThrownBy(() -> CachedProxy.of(Shelf.class, new CountingShelf(), shared))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expireAfterWrite")
                    .hasMessageContaining("CountingShelf.find");
        }
    }

    @Test
    void cacheThatTheManagerDoesNotKnow_isRefusedAtCreation_namingTheMethods() {
        TarnCacheManager named =
                TarnCacheManager.builder(tarn).onlyNamedCaches().build();
        assertThatThrownBy(() -> CachedProxy.of(Shelf.class, new CountingShelf(), named))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'products'")
                .hasMessageContaining("CountingShelf.find");
    }

    @Test
    void classOrNothingAnnotated_isRefused() {
        assertThatThrownBy(() -> CachedProxy.of(CountingShelf.class, new CountingShelf(), tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an interface");
        assertThatThrownBy(() -> CachedProxy.of(Runnable.class, () -> {}, tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Runnable");
    }
}
