package dev.tarn;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows a cache to one {@link CacheTransaction}. Reads are answered by the tiers, but for keys that the transaction has changed; what no
 * tier answers is loaded on the calling thread and stored nowhere. Changes are remembered until the transaction has been committed.
 *
 * <p>Not thread-safe. After the end of the transaction every method throws {@link IllegalStateException}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface TransactionalCache<K, V> {
    /**
     * Returns the value, from the tiers or from the cache's own loader.
     *
     * @param key the key
     * @return the value, or null if the source has none
     * @throws IllegalStateException if the cache has no loader
     * @throws CacheLoadException if the loader failed with a checked exception; unchecked ones pass as they are
     */
    @Nullable
    V get(K key);

    /**
     * Returns the value, from the tiers or from a loader.
     *
     * @param key the key
     * @param loader returns the value, or null if the source has none
     * @return the value, or null if the source has none
     */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader);

    /**
     * Returns the values that the tiers hold of keys that the transaction has not changed, without loading. Each tier is asked once for all of
     * them; blocks for at most the remote tier's time budget, and an outage of it leaves out what only it has.
     *
     * @param keys the keys; duplicates count once
     * @return an unmodifiable map of the keys that have a value that may be served, in the order asked
     */
    Map<K, V> getAllPresent(Iterable<? extends K> keys);

    /**
     * Remembers that the transaction has written a value. The value itself is not stored.
     *
     * @param key the key
     * @param value the value; only looked at for null
     * @throws StoreException if the key could not be put under quarantine
     */
    default void put(K key, V value) {
        Objects.requireNonNull(value, "value");
        invalidate(key);
    }

    /**
     * Remembers that the transaction has changed a key.
     *
     * @param key the key
     * @throws StoreException if the key could not be put under quarantine
     */
    default void invalidate(K key) {
        invalidateAll(Set.of(key));
    }

    /**
     * Remembers that the transaction has changed keys.
     *
     * @param keys the keys
     * @throws StoreException if the keys could not be put under quarantine
     */
    void invalidateAll(Iterable<? extends K> keys);

    /**
     * Remembers that the transaction has changed values with a tag. From now on it reads past the tiers, since which keys carry the tag is
     * not known here. A tag cannot be put under quarantine.
     *
     * @param tag the tag
     * @throws IllegalArgumentException if the tag is not permitted
     */
    void invalidateTag(String tag);

    /** Remembers that the transaction may have changed everything. A whole cache cannot be put under quarantine. */
    void clear();
}
