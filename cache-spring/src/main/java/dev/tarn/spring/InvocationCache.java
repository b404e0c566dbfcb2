package dev.tarn.spring;

import dev.tarn.Fill;
import dev.tarn.Options;
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
class InvocationCache implements Cache {
    private final TarnCache cache;
    private final Saying saying;
    private volatile @Nullable Fill<Object> fill;

    /** Creates a view. */
    InvocationCache(TarnCache cache, Saying saying) {
        this.cache = cache;
        this.saying = saying;
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
        return value != null ? new SimpleValueWrapper(value) : TarnCache.absent(begun(cache.beginFill(key)));
    }

    private Fill<Object> begun(Fill<Object> begun) {
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

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        return cache.inside() != null
                ? cache.retrieve(key)
                : cache.look(key, () -> begun(new UnawaitedFill(cache.beginFill(key))));
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
        if (!(begun instanceof UnawaitedFill)) {
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

    /** A fill whose offer nobody waits for: the key was asked for without blocking. */
    private record UnawaitedFill(Fill<Object> begun) implements Fill<Object> {
        @Override
        public boolean isKnownAbsent() {
            return begun.isKnownAbsent();
        }

        @Override
        public CompletableFuture<Boolean> offer(@Nullable Object value, Options options) {
            return begun.offer(value, options);
        }
    }
}
