package dev.tarn.spring;

import dev.tarn.Fill;
import dev.tarn.TransactionalCache;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A cache as one invocation of a {@code @Cacheable} method sees it. Spring looks into it, calls the method and puts; so what is put here after
 * a miss is a fill, begun with the miss: it is stored if nobody has changed the key meanwhile, and other nodes are not told.
 *
 * <p>Made for each invocation. Spring may put on another thread than it has looked on, after it has.
 */
final class InvocationCache implements Cache {
    private final TarnCache cache;
    private final Saying saying;
    private final @Nullable InvocationCache next;
    private volatile @Nullable Fill<Object> fill;
    private volatile boolean retrieved;

    /**
     * Creates a view.
     *
     * @param next the one that is asked after this one, if the operation names several caches
     */
    InvocationCache(TarnCache cache, Saying saying, @Nullable InvocationCache next) {
        this.cache = cache;
        this.saying = saying;
        this.next = next;
    }

    @Override
    public String getName() {
        return cache.getName();
    }

    @Override
    public Object getNativeCache() {
        return cache.getNativeCache();
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        TransactionalCache<Object, Object> inside = cache.inside();
        if (inside != null) {
            return cache.get(key);
        }
        Object value = cache.getNativeCache().getIfPresent(key);
        return value != null ? new SimpleValueWrapper(value) : TarnCache.absent(begun(key));
    }

    private Fill<Object> begun(Object key) {
        Fill<Object> begun = cache.beginFill(key);
        fill = begun;
        return begun;
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        return cache.get(key, type);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return cache.get(key, valueLoader, saying);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Spring asks the next cache only if this one knows at once that it has nothing. One that has to ask a remote tier does not; so it asks the
     * next ones itself.
     */
    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        retrieved = true;
        CompletableFuture<?> found = cache.inside() != null ? cache.retrieve(key) : cache.look(key, () -> begun(key));
        InvocationCache then = next;
        return found == null || then == null
                ? found
                : found.thenCompose(
                        value -> value == null ? then.found(key) : CompletableFuture.completedFuture(value));
    }

    private CompletableFuture<@Nullable Object> found(Object key) {
        CompletableFuture<?> found = retrieve(key);
        return found == null ? CompletableFuture.completedFuture(null) : found.thenApply(value -> value);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return cache.retrieve(key, valueLoader, saying);
    }

    /**
     * Stores the result of the method. Inside a transaction it is not stored: the method may have seen what nobody else may.
     */
    @Override
    public void put(Object key, @Nullable Object value) {
        Object accepted = cache.accepted(value);
        Fill<Object> begun = fill;
        if (begun == null || cache.inside() != null) {
            return;
        }
        CompletableFuture<Boolean> stored = begun.offer(accepted, saying.about(accepted));
        if (!retrieved) {
            stored.join();
        }
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        return cache.putIfAbsent(key, value);
    }

    @Override
    public void evict(Object key) {
        cache.evict(key);
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return cache.evictIfPresent(key);
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public boolean invalidate() {
        return cache.invalidate();
    }
}
