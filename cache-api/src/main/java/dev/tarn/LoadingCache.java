package dev.tarn;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps values by key and loads those that no tier holds with the {@link CacheLoader} it was built with.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface LoadingCache<K, V> extends Cache<K, V> {
    /**
     * Returns the value, loading it if no tier holds it. Concurrent calls for one key share one load; its failure is shared, too.
     *
     * @param key the key
     * @return the value, or null if the source has none
     * @throws CacheLoadException if the loader failed with a checked exception; unchecked ones pass as they are
     * @throws LoadTimeoutException if the load took longer than {@link FailSafe#hardTimeout}
     * @throws LoadShedException if the cache has a limit on loads and it was reached
     * @throws RecursiveLoadException if called by a load of the same key
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    @Nullable
    V get(K key);

    /**
     * Returns a value that is no older than the changes that another node's ticket tells of, loading it if no tier holds such a one. Asks the
     * log, with one or two polls, if this node has not applied those changes yet; if the log does not answer, the value is loaded.
     *
     * @param key the key
     * @param ticket from {@link #freshnessTicket} of the same cache on any node
     * @return the value, or null if the source has none
     * @throws CacheLoadException if the loader failed with a checked exception; unchecked ones pass as they are
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    @Nullable
    V get(K key, FreshnessTicket ticket);

    /**
     * Does what {@link #get(Object)} does and tells what the value is worth: whether it is stale, how old it is and why it was served.
     *
     * @param key the key
     * @return the answer; an absence has no value
     * @throws CacheLoadException if the loader failed with a checked exception, or the load took too long or was refused
     * @throws RecursiveLoadException if called by a load of the same key
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    Answer<V> answer(K key);

    /**
     * Returns the values, loading those that no tier holds: in one call of the loader if it is a bulk loader. Keys that another call is
     * loading are waited for, not loaded again.
     *
     * @param keys the keys; duplicates count once
     * @return an unmodifiable map of the keys that have a value, in the order asked
     * @throws CacheLoadException if the loader failed with a checked exception; unchecked ones pass as they are
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    Map<K, V> getAll(Iterable<? extends K> keys);

    /**
     * Starts a load of the key in the background, whatever the tiers hold. Readers see the old value until the new one is there.
     *
     * @param key the key
     */
    void refresh(K key);

    @Override
    AsyncLoadingCache<K, V> async();
}
