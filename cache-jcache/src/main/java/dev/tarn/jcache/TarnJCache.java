package dev.tarn.jcache;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListener;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.EntryProcessorException;
import javax.cache.processor.EntryProcessorResult;
import org.jspecify.annotations.Nullable;

/** A JSR-107 cache: checks what it is called with, times it, and has its ways do the work. */
final class TarnJCache<K, V> implements Cache<K, V>, LoadsByCall<K, V> {
    private final TarnCaches owner;
    private final String name;
    private final TarnConfiguration<K, V> configuration;
    private final Ways<K, V> ways;
    private final Reads<K, V> reads;
    private final Writes<K, V> writes;
    private final Counts counts;
    private final Timing timing;
    private final Beans beans;
    private final Runnable release;
    private volatile boolean closed;

    /**
     * Makes a cache.
     *
     * @param ways makes the ways, given what gives this cache
     * @param release gives back what the ways stand on
     */
    TarnJCache(
            TarnCaches owner,
            String name,
            TarnConfiguration<K, V> configuration,
            Function<Supplier<Cache<K, V>>, Ways<K, V>> ways,
            Runnable release) {
        this.owner = owner;
        this.name = name;
        this.configuration = configuration;
        this.ways = ways.apply(() -> this);
        this.reads = new Reads<>(this.ways);
        this.writes = new Writes<>(this.ways);
        this.counts = this.ways.counts();
        this.timing = new Timing(counts, configuration.clock());
        this.beans = new Beans(owner.getURI().toString(), name);
        this.release = release;
    }

    /** Begins to listen and to show what the configuration wants. */
    void open() {
        configuration.getCacheEntryListenerConfigurations().forEach(ways.listening()::add);
        showStatistics(configuration.isStatisticsEnabled());
        showConfiguration(configuration.isManagementEnabled());
    }

    TarnConfiguration<K, V> configuration() {
        return configuration;
    }

    void showStatistics(boolean shown) {
        configuration.setStatisticsEnabled(shown);
        counts.turn(shown);
        beans.showStatistics(counts, shown);
    }

    void showConfiguration(boolean shown) {
        configuration.setManagementEnabled(shown);
        beans.showConfiguration(configuration, shown);
    }

    @Override
    public @Nullable V get(K key) {
        checkOpen();
        required(key, "key");
        if (!counts.areOn()) {
            return reads.get(key);
        }
        long begun = timing.begun();
        V value = reads.get(key);
        timing.got(begun);
        return value;
    }

    @Override
    public @Nullable V getOrLoad(K key, Supplier<? extends @Nullable V> source) {
        checkOpen();
        required(key, "key");
        required(source, "source");
        return timing.get(() -> reads.getOrLoad(key, source));
    }

    @Override
    public Map<K, V> getAll(Set<? extends K> keys) {
        checkOpen();
        requiredAll(keys);
        return timing.get(() -> reads.getAll(keys));
    }

    @Override
    public boolean containsKey(K key) {
        checkOpen();
        required(key, "key");
        return reads.contains(key);
    }

    @Override
    public void loadAll(
            Set<? extends K> keys, boolean replaceExistingValues, @Nullable CompletionListener completionListener) {
        checkOpen();
        requiredAll(keys);
        Set<K> asked = new LinkedHashSet<>(keys);
        ForkJoinPool.commonPool().execute(() -> load(asked, replaceExistingValues, completionListener));
    }

    private void load(Set<K> keys, boolean replace, @Nullable CompletionListener told) {
        try {
            if (replace) {
                keys.removeAll(reload(keys));
            } else {
                keys.removeIf(reads::contains);
            }
            Map<K, V> unused = reads.loadMissing(keys);
        } catch (Throwable e) { // whoever waits must hear of it, whatever it is
            if (told != null) {
                told.onException(
                        e instanceof CacheLoaderException failed
                                ? failed
                                : new CacheLoaderException("loadAll failed", e));
            }
            return;
        }
        if (told != null) {
            told.onCompletion();
        }
    }

    /** Loads those of the keys that are held, in place of what is held; returns them. */
    private Set<K> reload(Set<K> keys) {
        Map<K, Held<V>> before = ways.tier().peekAll(keys);
        Map<K, V> loaded = ways.source().loadAll(before.keySet());
        before.forEach((key, held) -> {
            V value = loaded.get(key);
            if (value != null) {
                writes.reloaded(key, held, value);
            }
        });
        return before.keySet();
    }

    @Override
    public void put(K key, V value) {
        checked(key, value);
        timing.put(() -> {
            writes.put(key, value);
            return true;
        });
    }

    @Override
    public @Nullable V getAndPut(K key, V value) {
        checked(key, value);
        return timing.getAndPut(() -> writes.getAndPut(key, value));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        checkOpen();
        map.forEach((key, value) -> {
            required(key, "key");
            required(value, "value");
        });
        timing.put(() -> {
            writes.putAll(map);
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        checked(key, value);
        return timing.put(() -> writes.putIfAbsent(key, value));
    }

    @Override
    public boolean remove(K key) {
        checkOpen();
        required(key, "key");
        return timing.remove(() -> writes.remove(key));
    }

    @Override
    public boolean remove(K key, V oldValue) {
        checked(key, oldValue);
        return timing.remove(() -> writes.remove(key, oldValue));
    }

    @Override
    public @Nullable V getAndRemove(K key) {
        checkOpen();
        required(key, "key");
        return timing.getAndRemove(() -> writes.getAndRemove(key));
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        checked(key, oldValue);
        required(newValue, "newValue");
        return timing.put(() -> writes.replace(key, oldValue, newValue));
    }

    @Override
    public boolean replace(K key, V value) {
        checked(key, value);
        return timing.put(() -> writes.replace(key, value));
    }

    @Override
    public @Nullable V getAndReplace(K key, V value) {
        checked(key, value);
        return timing.getAndPut(() -> writes.getAndReplace(key, value));
    }

    @Override
    public void removeAll(Set<? extends K> keys) {
        checkOpen();
        requiredAll(keys);
        timing.remove(() -> {
            writes.removeAll(keys);
            return true;
        });
    }

    @Override
    public void removeAll() {
        checkOpen();
        Set<K> keys = new HashSet<>();
        ways.tier().localEntries().forEach(entry -> keys.add(entry.getKey()));
        removeAll(keys);
        ways.tier().clear(); // what this process does not see, and what is being loaded
    }

    @Override
    public void clear() {
        checkOpen();
        ways.tier().clear();
    }

    @Override
    public <C extends Configuration<K, V>> C getConfiguration(Class<C> type) {
        if (type.isInstance(configuration)) {
            return type.cast(new TarnConfiguration<>(configuration));
        }
        throw new IllegalArgumentException("the configuration of cache '" + name + "' is no " + type.getName());
    }

    @Override
    public <T> @Nullable T invoke(K key, EntryProcessor<K, V, T> entryProcessor, @Nullable Object... arguments) {
        checkOpen();
        required(key, "key");
        required(entryProcessor, "entryProcessor");
        return writes.invoke(key, entryProcessor, arguments);
    }

    @Override
    public <T> Map<K, EntryProcessorResult<T>> invokeAll(
            Set<? extends K> keys, EntryProcessor<K, V, T> entryProcessor, @Nullable Object... arguments) {
        checkOpen();
        required(entryProcessor, "entryProcessor");
        requiredAll(keys);
        Map<K, EntryProcessorResult<T>> results = new HashMap<>();
        for (K key : keys) {
            EntryProcessorResult<T> result = result(key, entryProcessor, arguments);
            if (result != null) {
                results.put(key, result);
            }
        }
        return results;
    }

    private <T> @Nullable EntryProcessorResult<T> result(
            K key, EntryProcessor<K, V, T> processor, @Nullable Object... arguments) {
        try {
            T result = writes.invoke(key, processor, arguments);
            return result == null ? null : () -> result;
        } catch (EntryProcessorException e) {
            return () -> {
                throw e;
            };
        } catch (RuntimeException e) {
            return () -> {
                throw new EntryProcessorException(e);
            };
        }
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public CacheManager getCacheManager() {
        return owner;
    }

    /** Closes the cache and takes what it holds away from all tiers. */
    void destroy() {
        if (!closed) {
            ways.tier().clear();
        }
        close();
    }

    @Override
    public void close() {
        synchronized (release) {
            if (closed) {
                return;
            }
            closed = true;
        }
        owner.forget(this);
        beans.showStatistics(counts, false);
        beans.showConfiguration(configuration, false);
        ways.listening().close();
        release.run();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("a cache of Tarn's is no " + type.getName());
    }

    @Override
    public void registerCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        checkOpen();
        configuration.addCacheEntryListenerConfiguration(listener);
        ways.listening().add(listener);
    }

    @Override
    public void deregisterCacheEntryListener(CacheEntryListenerConfiguration<K, V> listener) {
        checkOpen();
        configuration.removeCacheEntryListenerConfiguration(listener);
        ways.listening().remove(listener);
    }

    @Override
    public Iterator<Cache.Entry<K, V>> iterator() {
        checkOpen();
        return new LocalIterator<>(ways, reads, writes);
    }

    private void checked(K key, V value) {
        checkOpen();
        required(key, "key");
        required(value, "value");
    }

    private static void required(@Nullable Object given, String what) {
        Objects.requireNonNull(given, what);
    }

    private static void requiredAll(Set<?> keys) {
        keys.forEach(key -> required(key, "key"));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("cache '" + name + "' is closed");
        }
    }
}
