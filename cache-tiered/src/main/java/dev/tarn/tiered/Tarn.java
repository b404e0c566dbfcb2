package dev.tarn.tiered;

import dev.tarn.Cache;
import dev.tarn.CacheClosedException;
import dev.tarn.CacheTransaction;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Meters;
import dev.tarn.spi.Meters.StoreMeters;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.Scheduler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes caches that share a remote store, a bus, threads and meters. One for each application is usual.
 *
 * <pre>{@code
 * try (Tarn tarn = Tarn.builder().namespace("shop").remote(RedisStore.connect("redis://localhost:6379")).build()) {
 *   LoadingCache<Long, Product> products = tarn.cache("products", Long.class, Product.class)
 *       .heap(Heap.maximumEntries(10_000))
 *       .expireAfterWrite(Duration.ofMinutes(10))
 *       .loader(CacheLoader.bulk(repository::findAllById))
 *       .build();
 *   Product product = products.get(42L);
 * }
 * }</pre>
 *
 * <p>Thread-safe. Building never waits for a server: a remote store that is down makes caches start without it, and they use it when it
 * comes. {@link #close} ends all caches and gives back what they hold.
 */
public final class Tarn implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.tarn");
    private static final Duration SHORTEST_QUARANTINE = Duration.ofMillis(1);
    private static final Duration LONGEST_QUARANTINE = Duration.ofDays(1);

    private final Environment environment;
    private final @Nullable Threads ownThreads;
    private final List<StoreMeters> storeMeters;
    private final List<MeasuredBreaker> breakers = new ArrayList<>();
    private final Map<String, TieredCache<?, ?>> caches = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * What the caches of a Tarn share.
     *
     * @param audit the time from audit to audit, or null for none
     * @param breaker stands before the remote store; null where there is none, for opening it costs a seventh of what a cache on the heap needs until its first answer
     * @param named stores that caches may have instead, by name
     * @param codecs the provider of codecs, found when first needed if none was given
     */
    record Environment(
            String namespace,
            @Nullable Duration audit,
            @Nullable RemoteStore remote,
            @Nullable RemoteBreaker breaker,
            @Nullable InvalidationBus bus,
            Map<String, NamedRemote> named,
            Meters meters,
            CodecsOnDemand codecs,
            Clock clock,
            Scheduler scheduler,
            Executor executor,
            Tokens tokens) {

        /** Returns the breaker before the remote store, which there must be. */
        RemoteBreaker guard() {
            return Objects.requireNonNull(breaker, "breaker");
        }

        /** Returns what a cache shares that has a store of a name. */
        Environment on(NamedRemote other) {
            RemoteStore store = other.store();
            return new Environment(
                    namespace,
                    audit,
                    store,
                    other.breaker(),
                    store.bus(),
                    named,
                    meters,
                    codecs,
                    clock,
                    scheduler,
                    executor,
                    tokens);
        }
    }

    /** A remote store that caches may name, and the breaker before it. */
    record NamedRemote(RemoteStore store, RemoteBreaker breaker) {}

    Tarn(Environment environment, @Nullable Threads ownThreads) {
        this.environment = environment;
        this.ownThreads = ownThreads;
        this.storeMeters = Stream.concat(
                        Stream.ofNullable(environment.remote()),
                        environment.named().values().stream().map(NamedRemote::store))
                .map(store -> MeasuredStore.open(environment.namespace(), store, environment.meters()))
                .toList();
        RemoteStore remote = environment.remote();
        if (remote != null) {
            measure(remote.name(), environment.guard());
        }
        environment.named().forEach((name, other) -> measure(name, other.breaker()));
    }

    private void measure(String store, RemoteBreaker breaker) {
        breakers.add(MeasuredBreaker.open(environment.namespace(), store, breaker, environment.meters()));
    }

    /** Returns a builder with nothing set. */
    public static TarnBuilder builder() {
        return new TarnBuilder();
    }

    /**
     * Begins to describe a cache.
     *
     * @param name unlike that of any other cache of this Tarn; services that share a namespace and a remote store share the caches of the
     *     same name. 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
     * @param keyType the class of the keys
     * @param valueType the class of the values; with a remote tier, the class and all that its declared fields reach can be encoded
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @throws IllegalArgumentException if the name is not permitted
     */
    public <K, V> CacheBuilder<K, V, Cache<K, V>> cache(String name, Class<K> keyType, Class<V> valueType) {
        return new CacheBuilder<>(this, environment, new CacheId(environment.namespace(), name), keyType, valueType);
    }

    /** Returns the names of the caches that were built. */
    public Set<String> cacheNames() {
        return Set.copyOf(caches.keySet());
    }

    /**
     * Returns a cache that was built.
     *
     * @param name its name
     */
    public Optional<Cache<?, ?>> find(String name) {
        return Optional.ofNullable(caches.get(name));
    }

    /** Returns the remote store of the caches that name no other; empty if there is none. */
    public Optional<RemoteStore> remote() {
        return Optional.ofNullable(environment.remote());
    }

    /** Returns the remote stores that caches may name, by their names. */
    public Map<String, RemoteStore> namedRemotes() {
        Map<String, RemoteStore> stores = new HashMap<>();
        environment.named().forEach((name, remote) -> stores.put(name, remote.store()));
        return Map.copyOf(stores);
    }

    /**
     * Begins to record the reads of a cache as a trace, for {@code bin/lab}. A cache has one recording at a time. Creates the file; else does not block.
     *
     * @param name the cache's name
     * @param recorder where to, and how much
     * @return the recording, to be closed when it has lasted long enough; it ends by itself, too
     * @throws IOException if the file exists or cannot be written
     * @throws IllegalArgumentException if there is no such cache
     * @throws IllegalStateException if another recording of it is under way
     */
    public TraceRecording record(String name, TraceRecorder recorder) throws IOException {
        TieredCache<?, ?> cache = caches.get(name);
        if (cache == null) {
            throw new IllegalArgumentException("there is no cache '" + name + "'");
        }
        return TraceRecording.start(cache.core(), recorder, environment.codecs());
    }

    /**
     * Ends one cache and frees its name. What it held locally is given back; who waits for a load of it gets a {@link
     * CacheClosedException}, as do later calls. What the remote tier holds stays: {@link Cache#clear} it before if it must not. Does
     * nothing if there is no such cache.
     *
     * @param name the cache's name
     * @return whether there was such a cache
     */
    public boolean closeCache(String name) {
        TieredCache<?, ?> cache = caches.get(name);
        if (cache == null) {
            return false;
        }
        cache.close();
        return caches.remove(name, cache);
    }

    /**
     * Begins to keep caches right beside a transaction of the source; invalidates after its commit.
     *
     * @return the transaction; to be ended by {@link CacheTransaction#committed}, {@link CacheTransaction#rolledBack} or {@link
     *     CacheTransaction#close}
     */
    public CacheTransaction transaction() {
        return new TarnTransaction(null);
    }

    /**
     * Begins to keep caches right beside a transaction of the source even if this process dies between its commit and the invalidation: keys
     * that it changes are barred in the remote tier as soon as {@link dev.tarn.TransactionalCache#invalidate} is called.
     *
     * @param quarantine how long keys are barred if nobody lifts it; no shorter than the transaction may take. From one millisecond to one
     *     day
     * @throws IllegalArgumentException if it is out of range
     */
    public CacheTransaction transaction(Duration quarantine) {
        if (quarantine.compareTo(SHORTEST_QUARANTINE) < 0 || quarantine.compareTo(LONGEST_QUARANTINE) > 0) {
            throw new IllegalArgumentException("quarantine is " + quarantine + ", it must be from "
                    + SHORTEST_QUARANTINE + " to " + LONGEST_QUARANTINE);
        }
        return new TarnTransaction(quarantine);
    }

    void register(TieredCache<?, ?> cache) {
        if (caches.putIfAbsent(cache.name(), cache) != null) {
            cache.close();
            throw alreadyBuilt(cache.name());
        }
        if (closed) { // looked at after the cache can be found: either close() finds it or it is closed here
            cache.close();
            throw isClosed();
        }
    }

    void checkFree(String name) {
        if (closed) {
            throw isClosed();
        }
        if (caches.containsKey(name)) {
            throw alreadyBuilt(name);
        }
    }

    private CacheClosedException isClosed() {
        return new CacheClosedException("Tarn '" + environment.namespace() + "' is closed");
    }

    private static IllegalArgumentException alreadyBuilt(String name) {
        return new IllegalArgumentException("cache '" + name + "' was built already; names are unique in a Tarn");
    }

    /**
     * Takes the remote tiers out of all reads, or into them again: a kill switch for the time that it does more harm than good. Without it reads
     * go to the local tiers and the loader, and nothing is filled. Changes still go to the store, for other nodes may use it.
     *
     * @param use whether reads may ask the remote stores; they may unless told otherwise
     */
    public void useRemote(boolean use) {
        RemoteBreaker breaker = environment.breaker();
        if (breaker != null) {
            breaker.use(use);
        }
        environment.named().values().forEach(named -> named.breaker().use(use));
    }

    /**
     * Closes as {@link #close()} does, and before that brings to an end what is under way: waits for loads, and repeats the invalidations that
     * the remote store has not taken. Calls that come meanwhile are carried out, so stop calling before.
     *
     * @param deadline how long that may take in all; closing itself may take some seconds more if a loader does not end when it is interrupted
     * @return what could not be delivered, which is logged as well
     */
    public CloseReport close(Duration deadline) {
        List<CloseReport.Undelivered> left = new ArrayList<>();
        long end = environment.clock().nanos() + deadline.toNanos();
        try {
            for (TieredCache<?, ?> cache : caches.values()) {
                CloseReport.Undelivered undelivered = cache.drain(end);
                if (undelivered != null) {
                    left.add(undelivered);
                    LOG.log(Level.WARNING, "closed before everything was delivered: {0}", undelivered);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        return new CloseReport(left);
    }

    /**
     * Ends all caches, closes the remote stores with their buses, and stops the threads that this Tarn started. Who waits for a load gets a
     * {@link CacheClosedException}; later calls do, too. A bus that was given to the builder stays open, since other nodes of this process
     * may use it. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        caches.values().forEach(TieredCache::close);
        RemoteStore remote = environment.remote();
        if (remote != null) {
            remote.close();
        }
        environment.named().values().forEach(named -> named.store().close());
        storeMeters.forEach(StoreMeters::close);
        breakers.forEach(MeasuredBreaker::close);
        if (ownThreads != null) {
            ownThreads.close();
        }
    }
}
