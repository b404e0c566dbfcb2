package dev.tarn.tiered;

import dev.tarn.CacheLoadException;
import dev.tarn.CacheLoader;
import dev.tarn.Options;
import dev.tarn.TransactionalCache;
import dev.tarn.WriteStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One cache as one transaction sees it: knows what the transaction has changed. */
final class TransactionView<K, V> implements TransactionalCache<K, V> {
    private final TarnTransaction transaction;
    private final TieredCache<K, V> cache;
    private final @Nullable Duration quarantine;
    private final Set<K> keys = new LinkedHashSet<>();
    private final Set<String> tags = new LinkedHashSet<>();
    private boolean cleared;

    TransactionView(TarnTransaction transaction, TieredCache<K, V> cache, @Nullable Duration quarantine) {
        this.transaction = transaction;
        this.cache = cache;
        this.quarantine = quarantine;
    }

    @Override
    public @Nullable V get(K key) {
        return get(key, cache.ownLoader());
    }

    @Override
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        return get(key, CacheLoader.of(loader));
    }

    private @Nullable V get(K key, CacheLoader<K, V> loader) {
        transaction.checkOpen();
        V held = isChanged(key) ? null : cache.getIfPresent(key);
        return held != null ? held : load(key, loader);
    }

    private boolean isChanged(K key) {
        return cleared || !tags.isEmpty() || keys.contains(key);
    }

    @Override
    public Map<K, V> getAllPresent(Iterable<? extends K> asked) {
        transaction.checkOpen();
        Set<K> unchanged = new LinkedHashSet<>();
        for (K key : asked) {
            if (!isChanged(Objects.requireNonNull(key, "key"))) {
                unchanged.add(key);
            }
        }
        return unchanged.isEmpty() ? Map.of() : cache.getAllPresent(unchanged);
    }

    /** Loads on this thread, which the transaction may be bound to, and stores nothing. */
    private @Nullable V load(K key, CacheLoader<K, V> loader) {
        Core<K, V> core = cache.core();
        try {
            return loader.load(key, new LoadCall<>(null, core.clock().nanos()));
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            throw Waiting.interrupted("a load of cache " + core.id(), e);
        } catch (Exception e) {
            throw new CacheLoadException("a load of cache " + core.id() + " failed: " + e, e);
        }
    }

    @Override
    public void invalidateAll(Iterable<? extends K> changed) {
        transaction.checkOpen();
        Set<K> fresh = new LinkedHashSet<>();
        for (K key : changed) {
            if (keys.add(Objects.requireNonNull(key, "key"))) {
                fresh.add(key);
            }
        }
        Duration life = quarantine;
        if (life != null && !fresh.isEmpty()) {
            Waiting.await(cache.writes().quarantine(fresh, life), "barring keys of cache " + cache.name());
        }
    }

    @Override
    public void invalidateTag(String tag) {
        transaction.checkOpen();
        tags.add(Options.checkedTag(tag));
    }

    @Override
    public void clear() {
        transaction.checkOpen();
        cleared = true;
    }

    /** Carries out what was remembered. Keys go even beside a clear: it does not lift their quarantine. */
    List<CompletableFuture<WriteStatus>> committed() {
        List<CompletableFuture<WriteStatus>> writes = new ArrayList<>();
        if (!keys.isEmpty() && (!cleared || quarantine != null)) {
            writes.add(cache.writes().invalidate(keys));
        }
        if (cleared) {
            writes.add(cache.writes().clear());
        } else {
            tags.forEach(tag -> writes.add(cache.writes().invalidateTag(tag)));
        }
        return writes;
    }

    void rolledBack() {
        if (quarantine != null && !keys.isEmpty()) {
            cache.writes().invalidate(keys);
        }
    }
}
