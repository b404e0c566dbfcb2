package dev.tarn;

import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to a cache's entries on this node.
 *
 * <p>Called after the fact, on the cache's executor, never on an I/O thread and never under a lock. Calls for one key come in no
 * guaranteed order. What a listener throws is logged and goes no further.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface CacheListener<K, V> {
    /**
     * Hears that a loader gave an answer that was handed to callers.
     *
     * @param key the key
     * @param value the value, or null if the source has none
     */
    default void onLoad(K key, @Nullable V value) {}

    /**
     * Hears that a loader failed.
     *
     * @param key the key
     * @param failure what the loader threw
     */
    default void onLoadFailure(K key, Throwable failure) {}

    /**
     * Hears that an entry left this node's local tiers.
     *
     * @param key the key
     * @param value the value that was held, or null for a cached absence or where a tier does not keep it readable
     * @param cause why it left
     */
    default void onRemoval(K key, @Nullable V value, RemovalCause cause) {}
}
