package dev.tarn.demo.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.CacheControls;
import dev.tarn.CacheListener;
import dev.tarn.CacheLoader;
import dev.tarn.CacheStats;
import dev.tarn.CacheTransaction;
import dev.tarn.CoherenceStats;
import dev.tarn.Explanation;
import dev.tarn.FreshnessTicket;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.TransactionalCache;
import dev.tarn.WriteStatus;
import dev.tarn.console.Console;
import dev.tarn.jcache.TarnCachingProvider;
import dev.tarn.jcache.TarnConfiguration;
import dev.tarn.jcache.annotation.CachedProxy;
import dev.tarn.local.Heap;
import dev.tarn.local.offheap.OffHeap;
import dev.tarn.memcached.MemcachedStore;
import dev.tarn.micrometer.TarnMeters;
import dev.tarn.redis.RedisPubSubBus;
import dev.tarn.redis.RedisStore;
import dev.tarn.testing.chaos.ChaosCache;
import dev.tarn.testing.chaos.ChaosEnvironment;
import dev.tarn.testing.chaos.ChaosPlan;
import dev.tarn.testing.chaos.ChaosReport;
import dev.tarn.testing.chaos.ChaosSubject;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/** Holds every Java snippet of README.md and docs/, so that the compiler reads them. {@link DocumentsTest} compares. */
@SuppressWarnings({"unused", "UnusedVariable", "ReturnValueIgnored", "CheckReturnValue", "MustBeClosedChecker"})
final class Snippets {
    record Product(long id, String name) {}

    record Session(String user) {}

    record Page(String text) {}

    static void metrics(MeterRegistry registry, ObservationRegistry observationRegistry) {
        Tarn tarn = Tarn.builder()
                .meters(TarnMeters.of(registry)
                        .observations(observationRegistry)) // spans of loads and of calls to the remote tier
                .build();
        tarn.close();
    }

    static void console(MeterRegistry registry) {
        Console console = Console.builder().showKeys().build();
        Tarn tarn =
                Tarn.builder().meters(console.meters(TarnMeters.of(registry))).build();
        console.watch(tarn::find);
        tarn.close();
    }

    record Response(int status, String etag, String site, Page page) {}

    /** A stand-in for a user's repository. */
    interface Repository {
        @Nullable
        Product findById(long id);

        Map<Long, Product> findAllById(Set<Long> ids);

        void update(Product changed);
    }

    /** A stand-in for a user's connection to the database. */
    interface Database {
        void commit();
    }

    /** A stand-in for a user's HTTP client. */
    interface Client {
        Response get(String url, @Nullable String etag);
    }

    private final Repository repository;
    private final Client client;
    private final AtomicInteger failures = new AtomicInteger();

    Snippets(Repository repository, Client client) {
        this.repository = repository;
        this.client = client;
    }

    void jcache() {
        CacheManager caches = Caching.getCachingProvider().getCacheManager();
        javax.cache.Cache<Long, String> names = caches.createCache(
                "names",
                new MutableConfiguration<Long, String>()
                        .setTypes(Long.class, String.class)
                        .setExpiryPolicyFactory(
                                CreatedExpiryPolicy.factoryOf(javax.cache.expiry.Duration.TEN_MINUTES)));
        names.put(42L, "tarn");
        Integer length =
                names.invoke(42L, (entry, arguments) -> entry.getValue().length());
    }

    void jcacheTiers(CacheManager caches, Tarn tarn) {
        javax.cache.Cache<Long, Product> products = caches.createCache(
                "products",
                new TarnConfiguration<>(Long.class, Product.class)
                        .tarn(tarn) // its remote store and its bus
                        .heap(Heap.maximumEntries(10_000))
                        .expireAfterWrite(Duration.ofMinutes(10))
                        .maximumStaleness(Duration.ofSeconds(2)));
    }

    void jcacheProperties(TarnCachingProvider provider, Tarn tarn) {
        Properties properties = new Properties();
        properties.put(TarnCachingProvider.TARN, tarn);
        CacheManager shared = provider.getCacheManager(null, null, properties);
    }

    @CacheDefaults(cacheName = "products")
    interface Shop {
        @CacheResult(exceptionCacheName = "failures")
        Product find(@CacheKey long id, String reason);

        @CachePut
        void change(long id, @CacheValue Product product);

        @CacheRemove
        void delete(long id);
    }

    void jcacheProxy(Shop databaseShop, CacheManager caches) {
        Shop shop = CachedProxy.of(Shop.class, databaseShop, caches);
    }

    void jcacheProxyOverTarn(Shop databaseShop, Tarn tarn) {
        Shop shop = CachedProxy.of(
                Shop.class, databaseShop, tarn, (name, cache) -> cache.expireAfterWrite(Duration.ofMinutes(10)));
    }

    void bound(Tarn tarn) {
        LoadingCache<Long, Product> prices = tarn.cache("prices", Long.class, Product.class)
                .heap(Heap.maximumEntries(10_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .maximumStaleness(Duration.ofSeconds(2)) // no read returns what was changed two seconds ago or earlier
                .loader(CacheLoader.bulk(repository::findAllById))
                .build();
    }

    void offHeap(Tarn tarn) {
        LoadingCache<Long, Product> products = tarn.cache("products", Long.class, Product.class)
                .heap(Heap.maximumEntries(10_000)) // may be left out
                .offHeap(OffHeap.maximumBytes(512L << 20)) // dev.tarn.local.offheap.OffHeap
                .expireAfterWrite(Duration.ofMinutes(10))
                .loader(CacheLoader.bulk(repository::findAllById))
                .build();
    }

    void tickets(LoadingCache<Long, Product> products, Product changed) {
        products.put(42L, changed);
        String header = products.freshnessTicket().toString(); // about 25 characters; goes along with the answer
        Product seen = products.get(42L, FreshnessTicket.parse(header)); // on whatever node the next request meets
    }

    void transactions(Tarn tarn, LoadingCache<Long, Product> products, Database database, Product changed) {
        try (CacheTransaction transaction = tarn.transaction()) {
            TransactionalCache<Long, Product> inside = transaction.on(products);
            repository.update(changed);
            inside.invalidate(42L); // remembered; reads of 42 inside go to the database from now on
            database.commit();
            transaction.committed(); // now it is done; after a rollback it never is
        }
    }

    /** The cache under test of docs/chaos.md. */
    public static final class MyCache implements ChaosSubject {
        @Override
        public ChaosCache open(ChaosEnvironment environment) {
            Tarn tarn =
                    Tarn.builder().remote(RedisStore.connect(environment.uri())).build();
            return ChaosCache.of(
                    tarn.cache("mine", Long.class, String.class)
                            .heap(Heap.maximumEntries(10_000))
                            .expireAfterWrite(Duration.ofDays(3650)) // only the protocol may heal
                            .maximumStaleness(environment.bound())
                            .loader(environment.loader())
                            .build(),
                    tarn::close);
        }
    }

    void chaos(Consumer<String> progress) throws Exception {
        ChaosReport report = ChaosPlan.of(MyCache.class)
                .duration(Duration.ofMinutes(3))
                .bound(Duration.ofSeconds(2))
                .run(progress); // is told what happens, line by line
        assertThat(report.isClean()).as(report.text()).isTrue();
    }

    void readme(Product changed) {
        try (Tarn tarn = Tarn.builder()
                .namespace("shop")
                .remote(RedisStore.connect("redis://localhost:6379")) // its invalidation bus comes with it
                .build()) {
            LoadingCache<Long, Product> products = tarn.cache("products", Long.class, Product.class)
                    .heap(Heap.maximumEntries(10_000))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .loader(CacheLoader.bulk(repository::findAllById))
                    .build();

            Product one = products.get(42L);
            Map<Long, Product> some = products.getAll(List.of(1L, 2L, 3L));
            products.put(42L, changed, Options.ttl(Duration.ofMinutes(1)).tags("brand:7"));
            products.invalidateTag("brand:7");
        }
    }

    void caches() {
        Tarn tarn = Tarn.builder()
                .namespace("shop") // keeps applications on one server apart
                .remote(RedisStore.connect("redis://localhost:6379"))
                .build();

        Cache<String, Session> sessions = tarn.cache("sessions", String.class, Session.class)
                .heap(Heap.maximumEntries(50_000))
                .expireAfterWrite(Duration.ofMinutes(30))
                .build();
    }

    void reading(LoadingCache<Long, Product> products) {
        Product one = products.get(42L); // loads if no tier holds it; null if the source has none
        Product known = products.getIfPresent(42L); // never loads
        Map<Long, Product> several = products.getAll(List.of(1L, 2L, 3L)); // each tier is asked once
        Product other = products.get(43L, id -> repository.findById(id)); // with a loader of its own

        String answer = products.lookup(42L)
                .fold(
                        found -> "in the " + found.tier() + " tier since " + found.age(),
                        absent -> "the source has no such product",
                        () -> "nobody knows yet",
                        outage -> "the remote tier could not be asked: "
                                + outage.cause().getMessage());

        CompletableFuture<Product> later = products.async().get(42L);
    }

    void loading() {
        CacheLoader<Long, Product> one = CacheLoader.of(id -> repository.findById(id)); // null means: there is none
        CacheLoader<Long, Product> many = CacheLoader.bulk(repository::findAllById); // getAll asks once

        CacheLoader<String, Page> conditional = (url, context) -> {
            Response response = client.get(url, context.staleEtag());
            if (response.status() == 304) {
                return context
                        .notModified(); // what the cache still holds is right: fresh again, nothing was transferred
            }
            if (response.status() == 404) {
                return context.ttl(Duration.ofSeconds(10)).absent(); // believed for ten seconds
            }
            context.etag(response.etag()).tags("site:" + response.site());
            return response.page();
        };
    }

    void writing(LoadingCache<Long, Product> products, Product changed) {
        WriteStatus status = products.put(42L, changed); // every tier; other nodes drop their copies
        products.put(42L, changed, Options.ttl(Duration.ofMinutes(1)).tags("brand:7"));
        products.invalidate(42L);
        products.invalidateAll(List.of(1L, 2L, 3L)); // one round trip, one message
        products.invalidateTag("brand:7"); // constant time, whatever the number of entries
        products.softInvalidate(42L); // out of date on every node, and kept as what may be served stale
        products.clear(); // constant time
    }

    void changing(LoadingCache<Long, Product> products) {
        CacheControls controls = products.controls();
        controls.resize("heap", 50_000);
        controls.changeAges(ages -> ages.expireAfterWrite(Duration.ofMinutes(1)).staleFor(Duration.ofHours(6)));
    }

    void watching(LoadingCache<Long, Product> products) {
        CacheStats stats = products.stats();
        double overall = stats.hitRate();
        double heap = stats.tier("heap").orElseThrow().hitRate();
        CoherenceStats coherence = stats.coherence(); // lost messages, proofs, doubts: see the page for operators
        Explanation why = products.explain(42L); // which tier holds what, how old, fresh or not, and why
        Cache.Registration listening = products.listen(new CacheListener<>() {
            @Override
            public void onLoadFailure(Long key, Throwable failure) {
                failures.incrementAndGet();
            }
        });
    }

    void redis() {
        RedisStore.connect("redis://localhost:6379");
        RedisStore.connect("rediss://user:password@host:6379/2"); // TLS, ACL user, database
        RedisStore.connect("redis-sentinel://host1:26379,host2:26379/0#master"); // the master that Sentinel names
        RedisStore.connect(
                "redis-cluster://host1:6379,host2:6379"); // any nodes of a Cluster; rediss-cluster:// for TLS
        RedisStore.builder()
                .uri("redis://host:6379")
                .commandTimeout(Duration.ofMillis(50))
                .build();
    }

    void memcached() {
        MemcachedStore.connect("memcached://h1:11211,h2:11211");
        MemcachedStore.builder()
                .uri("memcached://h1,h2")
                .commandTimeout(Duration.ofMillis(50))
                .build();
        MemcachedStore.builder()
                .uri("memcached://h1")
                .credentials("user", "secret".toCharArray())
                .build(); // SASL, so binary
        MemcachedStore.builder().uri("memcached://h1").splitLargeValues(true).build();
    }

    void memcachedAlone() {
        Tarn.builder()
                .namespace("shop")
                .remote(MemcachedStore.connect("memcached://h1:11211,h2:11211"))
                .build();
    }

    void memcachedWithRedisForMessages() {
        Tarn.builder()
                .namespace("shop")
                .remote(MemcachedStore.connect("memcached://h1:11211,h2:11211"))
                .bus(RedisPubSubBus.connect("redis://localhost:6379"))
                .build();
    }
}
