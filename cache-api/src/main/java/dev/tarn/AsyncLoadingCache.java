package dev.tarn;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Does what {@link LoadingCache} does without blocking the caller.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsyncLoadingCache<K, V> extends AsyncCache<K, V> {
    /**
     * Asks the tiers and loads if none holds the key.
     *
     * @param key the key
     * @return the value, or null if the source has none
     */
    CompletableFuture<@Nullable V> get(K key);

    /**
     * Asks the tiers for a value that is no older than the changes that a ticket tells of, and loads if none holds it.
     *
     * @param key the key
     * @param ticket from {@link Cache#freshnessTicket} of the same cache on any node
     * @return the value, or null if the source has none
     */
    CompletableFuture<@Nullable V> get(K key, FreshnessTicket ticket);

    /**
     * Does what {@link #get(Object)} does and tells what the value is worth.
     *
     * @param key the key
     * @return whether the value is stale, how old it is and why it was served
     */
    CompletableFuture<Answer<V>> answer(K key);

    /**
     * Asks the tiers for many keys and loads those that none holds.
     *
     * @param keys the keys; duplicates count once
     * @return an unmodifiable map of the keys that have a value, in the order asked
     */
    CompletableFuture<Map<K, V>> getAll(Iterable<? extends K> keys);

    /**
     * Loads the key, whatever the tiers hold.
     *
     * @param key the key
     * @return the value just loaded, or null if the source has none
     */
    CompletableFuture<@Nullable V> refresh(K key);
}
