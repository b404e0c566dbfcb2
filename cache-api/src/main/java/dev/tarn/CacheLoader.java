package dev.tarn;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gets values from the source when no tier has them.
 *
 * <p>Called by many threads at once, at most once at a time for one key in one process. A synchronous {@code get} runs the loader on
 * the calling thread, as Caffeine does; asynchronous calls and refreshes run it on the cache's executor. Never called under a lock or
 * on an I/O thread, so it may block, and it may use other caches or other keys of this one; asking for the very key it loads is refused
 * with a {@link RecursiveLoadException}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface CacheLoader<K, V> {
    /**
     * Loads one value.
     *
     * @param key the key
     * @param context what the cache knows of the key, and takes about the entry
     * @return the value, or null if the source has none
     * @throws Exception any failure; unchecked ones reach the caller as they are, checked ones inside a {@link CacheLoadException}
     */
    @Nullable
    V load(K key, LoadContext<V> context) throws Exception;

    /**
     * Loads many values. By default one after the other; see {@link #bulk} for sources that can do better.
     *
     * @param keys the keys that no tier holds; not empty, not modifiable
     * @param contexts gives each key's context; a key that is not in {@code keys} is refused with an {@link IllegalArgumentException}
     * @return the values by key; a missing key or a null value means that the source has none. Keys that were not asked for are ignored
     * @throws Exception any failure; it is the failure of every key asked for
     */
    default Map<K, @Nullable V> loadAll(Set<? extends K> keys, Function<? super K, LoadContext<V>> contexts)
            throws Exception {
        Map<K, @Nullable V> loaded = new LinkedHashMap<>();
        for (K key : keys) {
            loaded.put(key, load(key, contexts.apply(key)));
        }
        return loaded;
    }

    /** Tells whether {@link #loadAll} asks the source once for many keys. */
    default boolean isBulk() {
        return false;
    }

    /**
     * Returns a loader that applies a function.
     *
     * @param function gives the value for a key, or null if there is none
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    static <K, V> CacheLoader<K, V> of(Function<? super K, ? extends @Nullable V> function) {
        requireNonNull(function, "function");
        return (key, context) -> function.apply(key);
    }

    /**
     * Returns a loader that asks the source for many keys at once; a single load asks for a set of one.
     *
     * @param function gives the values for a set of keys; keys it leaves out are absent
     * @param <K> the type of the keys
     * @param <V> the type of the values
     */
    static <K, V> CacheLoader<K, V> bulk(Function<? super Set<K>, ? extends Map<K, ? extends V>> function) {
        return new BulkLoader<>(requireNonNull(function, "function"));
    }
}
