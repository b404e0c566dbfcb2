package dev.tarn;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gets values from a source that answers later, without a thread that waits for it.
 *
 * <p>Called as a {@link CacheLoader} is, on the cache's executor and at most once at a time for one key in one process; the load lasts until the
 * future is done. It must not block for long, and nobody notices if its future waits for the very key that it loads: that never ends, but
 * for the cache's hard time-out.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface AsyncCacheLoader<K, V> {
    /**
     * Begins to load one value.
     *
     * @param key the key
     * @param context what the cache knows of the key, and takes about the entry until the future is done
     * @return the value to come, or null in it if the source has none; a cancelled future is a failure
     * @throws Exception any failure, as if the future had failed with it
     */
    CompletableFuture<? extends @Nullable V> load(K key, LoadContext<V> context) throws Exception;
}
