package dev.tarn.tiered;

import dev.tarn.Answer;
import dev.tarn.AsyncCacheLoader;
import dev.tarn.AsyncLoadingCache;
import dev.tarn.CacheLoader;
import dev.tarn.FreshnessTicket;
import dev.tarn.Lookup;
import dev.tarn.Options;
import dev.tarn.WriteStatus;
import dev.tarn.spi.Entry;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows a cache without blocking. */
final class AsyncView<K, V> implements AsyncLoadingCache<K, V> {
    private final TieredCache<K, V> cache;

    AsyncView(TieredCache<K, V> cache) {
        this.cache = cache;
    }

    @Override
    public CompletableFuture<@Nullable V> getIfPresent(K key) {
        cache.checkOpen();
        Entry<V> entry = cache.reads().local(key, null);
        if (entry != null) {
            return CompletableFuture.completedFuture(entry.value());
        }
        return cache.reads()
                .lookupRemote(key, cache.core().executor())
                .thenApply(lookup -> lookup instanceof Lookup.Found<V> found ? found.value() : null);
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key) {
        return load(key, cache.ownLoader());
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key, Function<? super K, ? extends @Nullable V> loader) {
        return load(key, CacheLoader.of(loader));
    }

    @Override
    public CompletableFuture<@Nullable V> getOrLoad(K key, CacheLoader<K, V> loader) {
        return load(key, loader);
    }

    @Override
    public CompletableFuture<@Nullable V> getOrLoadAsync(K key, AsyncCacheLoader<K, V> loader) {
        return load(key, new LaterLoader<>(loader));
    }

    @Override
    public CompletableFuture<@Nullable V> get(K key, FreshnessTicket ticket) {
        cache.checkOpen();
        CacheLoader<K, V> loader = cache.ownLoader();
        return cache.reads()
                .reach(key, ticket)
                .thenCompose(reached -> reached
                        ? load(key, loader)
                        : unwrapped(
                                cache.reads().loadPast(key, loader, cache.core().executor())))
                .toCompletableFuture();
    }

    private CompletableFuture<@Nullable V> load(K key, CacheLoader<K, V> loader) {
        cache.checkOpen();
        V value = cache.hit(key);
        return value != null
                ? CompletableFuture.completedFuture(value)
                : answered(key, loader).thenApply(Answer::value);
    }

    @Override
    public CompletableFuture<Answer<V>> answer(K key) {
        cache.checkOpen();
        return answered(key, cache.ownLoader());
    }

    private CompletableFuture<Answer<V>> answered(K key, CacheLoader<K, V> loader) {
        return cache.answers().getAsync(key, loader).handle((answer, failure) -> {
            if (failure != null) {
                throw Reads.wrapped(Waiting.cause(failure));
            }
            return answer;
        });
    }

    /** Gives each caller a future of its own, so that cancelling it affects nobody else. */
    private static <V> CompletableFuture<@Nullable V> unwrapped(CompletableFuture<Entry<V>> answer) {
        return answer.handle((entry, failure) -> {
            if (failure != null) {
                throw Reads.wrapped(Waiting.cause(failure));
            }
            return entry.value();
        });
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(Iterable<? extends K> keys) {
        cache.checkOpen();
        return cache.bulk().getAllAsync(keys, cache.ownLoader());
    }

    @Override
    public CompletableFuture<Map<K, V>> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader) {
        cache.checkOpen();
        return cache.bulk().getAllAsync(keys, BulkReads.loader(loader));
    }

    @Override
    public CompletableFuture<@Nullable V> refresh(K key) {
        cache.checkOpen();
        return unwrapped(cache.reads().refresh(key, cache.ownLoader()));
    }

    @Override
    public CompletableFuture<WriteStatus> put(K key, V value, Options options) {
        cache.checkOpen();
        return cache.writes().put(Map.of(key, value), options).copy();
    }

    @Override
    public CompletableFuture<WriteStatus> invalidate(K key) {
        cache.checkOpen();
        return cache.writes().invalidate(key).copy();
    }

    @Override
    public CompletableFuture<WriteStatus> softInvalidate(K key) {
        cache.checkOpen();
        Objects.requireNonNull(key, "key");
        return cache.soft().invalidate(key, cache.core().executor()).copy();
    }

    @Override
    public CompletableFuture<WriteStatus> invalidateAll(Iterable<? extends K> keys) {
        cache.checkOpen();
        return cache.writes().invalidate(keys).copy();
    }

    @Override
    public CompletableFuture<WriteStatus> invalidateTag(String tag) {
        cache.checkOpen();
        return cache.writes().invalidateTag(tag).copy();
    }

    @Override
    public CompletableFuture<WriteStatus> clear() {
        cache.checkOpen();
        return cache.writes().clear().copy();
    }
}
