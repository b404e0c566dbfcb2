package dev.tarn.spring;

import dev.tarn.CacheTransaction;
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
 * Spring's view of one of Tarn's caches. A null value is an absence in Tarn, kept as long as the cache keeps absences.
 *
 * <p>Thread-safe. A read blocks for at most the remote tier's time budget; an outage of the remote tier surfaces from no read, and a write
 * that it does not take is repeated in the background. {@link #retrieve(Object)} does not block.
 *
 * <p>Where the manager knows of Spring's transactions, changes inside one are carried out after its commit and dropped after its roll-back;
 * reads inside bypass the tiers for keys that it has changed, and store nothing.
 */
public final class TarnCache implements Cache {
    private final dev.tarn.Cache<Object, Object> cache;
    private final CacheTransactions transactions;
    private final boolean nullValues;
    private final String name;

    /**
     * Creates a view.
     *
     * @param nullValues whether null may be cached
     */
    TarnCache(dev.tarn.Cache<Object, Object> cache, CacheTransactions transactions, boolean nullValues) {
        this.cache = cache;
        this.transactions = transactions;
        this.nullValues = nullValues;
        name = cache.name();
    }

    @Override
    public String getName() {
        return name;
    }

    /** Returns the {@link dev.tarn.Cache}. */
    @Override
    public dev.tarn.Cache<Object, Object> getNativeCache() {
        return cache;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        TransactionalCache<Object, Object> inside = inside();
        Object value = inside == null ? cache.getIfPresent(key) : inside.get(key, any -> null);
        return value != null ? new SimpleValueWrapper(value) : inside == null ? absent(beginFill(key)) : null;
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        ValueWrapper wrapper = get(key);
        Object value = wrapper == null ? null : wrapper.get();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("cache '" + getName() + "' holds a "
                    + value.getClass().getName() + ", which is no " + type.getName());
        }
        @SuppressWarnings("unchecked") // checked above, or left to the caller as Spring's contract has it
        T typed = (T) value;
        return typed;
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
        return get(key, valueLoader, Saying.NOTHING);
    }

    <T> @Nullable T get(Object key, Callable<T> valueLoader, Saying saying) {
        try {
            TransactionalCache<Object, Object> inside = inside();
            Object value = inside == null
                    ? cache.getOrLoad(key, (any, context) -> {
                        Object loaded = accepted(call(valueLoader));
                        saying.tell(loaded, context);
                        return loaded;
                    })
                    : inside.get(key, any -> accepted(call(valueLoader)));
            @SuppressWarnings("unchecked") // the caller names the type of what it loads, as Spring's contract has it
            T typed = (T) value;
            return typed;
        } catch (LoadFailure e) {
            throw new ValueRetrievalException(key, valueLoader, e.thrown());
        }
    }

    private static <T> T call(Callable<T> valueLoader) {
        try {
            return valueLoader.call();
        } catch (Throwable e) {
            throw new LoadFailure(e);
        }
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        TransactionalCache<Object, Object> inside = inside();
        if (inside == null) {
            return look(key, () -> beginFill(key));
        }
        Object held = inside.get(key, any -> null);
        return held == null ? null : CompletableFuture.completedFuture(wrapped(held));
    }

    /** Looks without blocking; asks for a fill where nothing was found, to know an absence from a miss. */
    @Nullable
    CompletableFuture<?> look(Object key, Supplier<Fill<Object>> fill) {
        CompletableFuture<@Nullable Object> found = cache.async().getIfPresent(key);
        if (!found.isDone() || found.isCompletedExceptionally()) {
            return found.thenApply(value -> value != null ? wrapped(value) : absent(fill.get()));
        }
        Object value = found.join();
        ValueWrapper wrapper = value != null ? wrapped(value) : absent(fill.get());
        return wrapper == null ? null : CompletableFuture.completedFuture(wrapper);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The supplier is called on the executor of the {@code Tarn}, and no thread waits for its future; one load runs for all who ask.
     */
    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
        return retrieve(key, valueLoader, Saying.NOTHING);
    }

    @SuppressWarnings("unchecked") // the caller names the type of what it loads, as Spring's contract has it
    <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader, Saying saying) {
        TransactionalCache<Object, Object> inside = inside();
        if (inside != null) {
            Object held = inside.get(key, any -> null);
            return held != null ? CompletableFuture.completedFuture((T) held) : valueLoader.get();
        }
        CompletableFuture<@Nullable Object> loaded = cache.async()
                .getOrLoadAsync(
                        key,
                        (any, context) -> begun(valueLoader).handle((value, failure) -> {
                            if (failure != null) {
                                throw new LoadFailure(LoadFailure.unwrapped(failure));
                            }
                            Object accepted = accepted(value);
                            saying.tell(accepted, context);
                            return accepted;
                        }));
        return (CompletableFuture<T>)
                loaded.exceptionallyCompose(failure -> CompletableFuture.failedFuture(LoadFailure.unwrapped(failure)));
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> valueLoader) {
        return call(valueLoader::get);
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        put(key, value, Saying.NOTHING);
    }

    void put(Object key, @Nullable Object value, Saying saying) {
        Object accepted = accepted(value);
        TransactionalCache<Object, Object> inside = inside();
        if (inside != null) {
            inside.invalidate(key);
        } else if (accepted != null) {
            cache.put(key, accepted, saying.about(accepted));
        } else {
            cache.invalidate(key);
            cache.beginFill(key).offer(null, saying.about(null)).join();
        }
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        Object accepted = accepted(value);
        Fill<Object> fill =
                beginFill(key); // before the look: what is put after it is not to be overwritten with nothing
        ValueWrapper held = get(key);
        if (held != null) {
            return held;
        }
        TransactionalCache<Object, Object> inside = inside();
        if (inside != null) {
            inside.invalidate(key);
            return null;
        }
        if (accepted == null) {
            return fill.offer(null, Options.none()).join() ? null : get(key);
        }
        Object other = cache.asMap().putIfAbsent(key, accepted);
        return other == null ? null : wrapped(other);
    }

    @Override
    public void evict(Object key) {
        TransactionalCache<Object, Object> inside = inside();
        if (inside != null) {
            inside.invalidate(key);
        } else {
            cache.invalidate(key);
        }
    }

    @Override
    public boolean evictIfPresent(Object key) {
        boolean present = get(key) != null;
        evict(key);
        return present;
    }

    @Override
    public void clear() {
        TransactionalCache<Object, Object> inside = inside();
        if (inside != null) {
            inside.clear();
        } else {
            cache.clear();
        }
    }

    @Override
    public boolean invalidate() {
        boolean notEmpty = !cache.asMap().isEmpty();
        clear();
        return notEmpty;
    }

    /** Voids what carries a tag, after the commit where the calling thread is in a transaction. */
    void evictTag(String tag) {
        TransactionalCache<Object, Object> inside = inside();
        if (inside != null) {
            inside.invalidateTag(tag);
        } else {
            cache.invalidateTag(tag);
        }
    }

    /** Returns the cache as the calling thread's transaction sees it, or null outside of one. */
    @Nullable
    TransactionalCache<Object, Object> inside() {
        CacheTransaction transaction = transactions.current();
        return transaction == null ? null : transaction.on(cache);
    }

    Fill<Object> beginFill(Object key) {
        return cache.beginFill(key);
    }

    /** Refuses a null where none may be cached. */
    @Nullable
    Object accepted(@Nullable Object value) {
        if (value == null && !nullValues) {
            throw new IllegalArgumentException(
                    "cache '" + getName() + "' is told not to take null values, but null was provided");
        }
        return value;
    }

    @Nullable
    static ValueWrapper absent(Fill<Object> fill) {
        return fill.isKnownAbsent() ? new SimpleValueWrapper(null) : null;
    }

    private static ValueWrapper wrapped(Object value) {
        return new SimpleValueWrapper(value);
    }
}
