package dev.tarn;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does what {@link Cache} does without blocking the caller.
 *
 * <p>Futures complete on the cache's executor, on the calling thread if the answer is at hand, or, when a time-out is over, on the common pool. Cancelling or completing a returned
 * future affects nobody but its holder. Loaders run on the cache's executor. Failures arrive as the exceptions that the blocking face
 * throws.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsyncCache<K, V> {
    /**
     * Asks the tiers without loading.
     *
     * @param key the key
     * @return the value, or null for a miss, a cached absence or an outage
     */
    CompletableFuture<@Nullable V> getIfPresent(K key);

    /**
     * Asks the tiers and loads if none holds the key.
     *
     * @param key the key
     * @param loader gives the value, or null if there is none
     * @return the value, or null if the source has none
     */
    CompletableFuture<@Nullable V> get(K key, Function<? super K, ? extends @Nullable V> loader);

    /**
     * Does what {@link #get} does, with a loader that may say more about the entry.
     *
     * @param key the key
     * @param loader gives the value
     * @return the value, or null if the source has none
     */
    CompletableFuture<@Nullable V> getOrLoad(K key, CacheLoader<K, V> loader);

    /**
     * Does what {@link #getOrLoad} does, with a source that answers later: while it is asked, no thread waits.
     *
     * @param key the key
     * @param loader begins to load the value
     * @return the value, or null if the source has none
     */
    CompletableFuture<@Nullable V> getOrLoadAsync(K key, AsyncCacheLoader<K, V> loader);

    /**
     * Asks the tiers for many keys and loads those that none holds in one call.
     *
     * @param keys the keys; duplicates count once
     * @param loader gives the values of the keys it is asked for
     * @return an unmodifiable map of the keys that have a value, in the order asked
     */
    CompletableFuture<Map<K, V>> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader);

    /**
     * Writes a value to every tier and makes other nodes drop theirs.
     *
     * @param key the key
     * @param value the value
     * @param options what this entry has of its own
     * @return how far the write has got
     */
    CompletableFuture<WriteStatus> put(K key, V value, Options options);

    /**
     * Writes a value to every tier and makes other nodes drop theirs.
     *
     * @param key the key
     * @param value the value
     * @return how far the write has got
     */
    default CompletableFuture<WriteStatus> put(K key, V value) {
        return put(key, value, Options.none());
    }

    /**
     * Removes a key from every tier of every node.
     *
     * @param key the key
     * @return how far the invalidation has got
     */
    CompletableFuture<WriteStatus> invalidate(K key);

    /**
     * Makes the value of a key out of date on every node, and keeps it as what may be served stale, as {@link Cache#softInvalidate} does.
     *
     * @param key the key
     * @return how far it has got
     */
    CompletableFuture<WriteStatus> softInvalidate(K key);

    /**
     * Removes keys from every tier of every node.
     *
     * @param keys the keys
     * @return {@link WriteStatus#QUEUED} if at least one was queued
     */
    CompletableFuture<WriteStatus> invalidateAll(Iterable<? extends K> keys);

    /**
     * Makes every entry that carries the tag a miss.
     *
     * @param tag the tag
     * @return how far the invalidation has got
     */
    CompletableFuture<WriteStatus> invalidateTag(String tag);

    /**
     * Makes every entry of the cache a miss.
     *
     * @return how far the clear has got
     */
    CompletableFuture<WriteStatus> clear();
}
