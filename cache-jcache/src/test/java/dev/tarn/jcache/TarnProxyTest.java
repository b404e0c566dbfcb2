package dev.tarn.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.jcache.annotation.CachedProxy;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** JSR-107's annotations over a Tarn, without a container. */
class TarnProxyTest {
    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);
    private final List<Tarn> nodes = new ArrayList<>();

    /** What is sold. */
    record Product(long id, String name) {}

    @CacheDefaults(cacheName = "products")
    private interface Shop {
        @CacheResult(exceptionCacheName = "failures", nonCachedExceptions = IllegalStateException.class)
        @Nullable
        Product find(@CacheKey long id, @CacheKey @Nullable String language, String reason) throws IOException;

        @CachePut
        void change(long id, @Nullable String language, @CacheValue Product product);

        @CacheRemove
        void delete(long id, @Nullable String language);

        @CacheRemoveAll
        void deleteAll();

        default @Nullable Product findGerman(long id) throws IOException {
            return find(id, "de", "default");
        }
    }

    private static final class CountingShop implements Shop {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile Runnable meanwhile = () -> {};

        @Override
        public @Nullable Product find(long id, @Nullable String language, String reason) throws IOException {
            calls.incrementAndGet();
            meanwhile.run();
            if (id == 0) {
                return null;
            }
            if (id == -1) {
                throw new IOException("no " + id);
            }
            if (id < 0) {
                throw new IllegalStateException("no " + id);
            }
            return new Product(id, language + " " + calls);
        }

        @Override
        public void change(long id, @Nullable String language, Product product) {}

        @Override
        public void delete(long id, @Nullable String language) {}

        @Override
        public void deleteAll() {}

        @Override
        public String toString() {
            return "a shop";
        }
    }

    private final CountingShop counting = new CountingShop();

    @AfterEach
    void close() {
        nodes.forEach(Tarn::close);
    }

    private Shop local() {
        Tarn tarn = Tarn.builder().clock(clock).scheduler(clock).build();
        nodes.add(tarn);
        return CachedProxy.of(Shop.class, counting, tarn);
    }

    private Shop node() {
        Tarn tarn = Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .remote(server.connect())
                .build();
        nodes.add(tarn);
        Shop shop = CachedProxy.of(
                Shop.class, counting, tarn, (name, cache) -> cache.expireAfterWrite(Duration.ofMinutes(10)));
        clock.advance(Duration.ofSeconds(1));
        return shop;
    }

    @Test
    void result_isFoundAgain_byItsKeyAlone() throws IOException {
        Shop shop = local();
        Product found = shop.find(1, "en", "a");
        assertThat(shop.find(1, "en", "b")).isSameAs(found);
        assertThat(shop.find(1, null, "b")).isNotEqualTo(found);
        assertThat(shop.find(1, null, "c")).isNotEqualTo(found);
        assertThat(counting.calls).hasValue(2);
    }

    @Test
    void result_isFoundOnAnotherNode_andAChangeIsSeen() throws IOException {
        Shop here = node();
        Shop there = node();
        Product found = here.find(1, null, "a");
        assertThat(there.find(1, null, "b")).isEqualTo(found);
        assertThat(counting.calls).hasValue(1);
        here.change(1, null, new Product(1, "changed"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(there.find(1, null, "c")).isEqualTo(new Product(1, "changed"));
        there.delete(1, null);
        clock.advance(Duration.ofSeconds(1));
        here.find(1, null, "d");
        assertThat(counting.calls).hasValue(2);
        there.deleteAll();
        clock.advance(Duration.ofSeconds(1));
        here.find(1, null, "e");
        assertThat(counting.calls).hasValue(3);
    }

    @Test
    void result_ofAKeyThatIsDeletedMeanwhile_isNotKept() throws IOException {
        Shop shop = local();
        counting.meanwhile = () -> shop.delete(1, "en");
        shop.find(1, "en", "a");
        counting.meanwhile = () -> {};
        shop.find(1, "en", "b");
        shop.find(1, "en", "c");
        assertThat(counting.calls).hasValue(2);
    }

    @Test
    void result_whileAllAreDeleted_isNotKept() throws IOException {
        Shop shop = local();
        counting.meanwhile = shop::deleteAll;
        shop.find(1, "en", "a");
        counting.meanwhile = () -> {};
        shop.find(1, "en", "b");
        assertThat(counting.calls).hasValue(2);
    }

    @Test
    void result_ofAKeyThatAnotherNodeDeletesMeanwhile_isNotKept() throws IOException {
        Shop here = node();
        Shop there = node();
        counting.meanwhile = () -> there.delete(1, "en");
        here.find(1, "en", "a");
        counting.meanwhile = () -> {};
        clock.advance(Duration.ofSeconds(1));
        there.find(1, "en", "b");
        here.find(1, "en", "c");
        assertThat(counting.calls).hasValue(2);
    }

    @Test
    void result_ofManyCallers_isFoundOnce() throws Exception {
        Shop shop = local();
        CountDownLatch asked = new CountDownLatch(1);
        counting.meanwhile = () -> awaitQuietly(asked);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Product>> answers = IntStream.range(0, 4)
                    .mapToObj(any -> callers.submit(() -> shop.find(1, "en", "a")))
                    .toList();
            asked.countDown();
            for (Future<Product> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isNotNull();
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(counting.calls).hasValue(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void exception_isThrownAsItIs_andKeptOnThisNode() {
        Shop shop = node();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop.find(-1, "en", "a"))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("no -1");
        }
        assertThat(counting.calls).hasValue(1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> shop.find(-2, "en", "a")).isExactlyInstanceOf(IllegalStateException.class);
        }
        assertThat(counting.calls).hasValue(3);
    }

    @Test
    void nothing_isNotKept() throws IOException {
        Shop shop = local();
        assertThat(shop.find(0, "en", "a")).isNull();
        assertThat(shop.find(0, "en", "a")).isNull();
        assertThat(counting.calls).hasValue(2);
    }

    @Test
    void defaultMethod_isTheImplementations() throws IOException {
        Shop shop = local();
        assertThat(shop.findGerman(1)).isEqualTo(new Product(1, "de 1"));
        assertThat(shop.findGerman(1)).isEqualTo(new Product(1, "de 2"));
        assertThat(Set.of(shop)).contains(shop).doesNotContain(local());
        assertThat(shop).hasToString("a shop");
    }

    /** A generic interface. */
    interface Repository<K, V> {
        V findById(K id);
    }

    /** Says what it is of. */
    interface Products extends Repository<Long, Product> {
        @Override
        @CacheResult(cacheName = "generic")
        Product findById(Long id);
    }

    @Test
    void genericInterface_isCachedByItsOwnTypes() {
        Tarn tarn = Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .remote(server.connect())
                .build();
        nodes.add(tarn);
        AtomicInteger calls = new AtomicInteger();
        Repository<Long, Product> products = CachedProxy.of(
                Products.class,
                id -> new Product(id, "call " + calls.incrementAndGet()),
                tarn,
                (name, cache) -> cache.expireAfterWrite(Duration.ofMinutes(1)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(products.findById(1L).name()).isEqualTo("call 1");
        assertThat(products.findById(1L).name()).isEqualTo("call 1");
    }

    interface Mixed {
        @CacheResult(cacheName = "mixed")
        String byId(long id);

        @CacheResult(cacheName = "mixed")
        String byName(String name);
    }

    interface Later {
        @CacheResult(cacheName = "later")
        CompletableFuture<String> find(long id);
    }

    interface Twice {
        @CacheResult(cacheName = "twice")
        @CacheRemoveAll(cacheName = "twice")
        String find(long id);
    }

    interface Plain {
        String find(long id);
    }

    @Test
    void whatCannotBeMeant_isRefusedAtCreation_namingTheMethod() {
        Tarn tarn = Tarn.builder().clock(clock).scheduler(clock).build();
        nodes.add(tarn);
        assertThatThrownBy(() -> CachedProxy.of(Mixed.class, proxied(Mixed.class), tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byId")
                .hasMessageContaining("byName");
        assertThatThrownBy(() -> CachedProxy.of(Later.class, id -> new CompletableFuture<>(), tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Later.find");
        assertThatThrownBy(() -> CachedProxy.of(Twice.class, id -> "", tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Twice.find");
        assertThatThrownBy(() -> CachedProxy.of(Plain.class, id -> "", tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Plain");
    }

    @Test
    void cacheThatCannotBeBuilt_isRefusedAtCreation_namingTheMethod() {
        Tarn tarn = Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .remote(server.connect())
                .build();
        nodes.add(tarn);
        assertThatThrownBy(() -> CachedProxy.of(Products.class, id -> new Product(id, ""), tarn))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expireAfterWrite")
                .hasMessageContaining("Products.findById");
    }

    private static <T> T proxied(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }
}
