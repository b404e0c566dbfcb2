package dev.tarn;

import org.jspecify.annotations.Nullable;

/**
 * Gives a value where neither the source nor a stale entry does. Called on the thread of the caller or of the load, by many threads at once;
 * must not block. What it gives is stored nowhere.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface Fallback<K, V> {
    /**
     * Returns what to answer instead of a failure.
     *
     * @param key the key
     * @param failure what the caller would see
     * @return the value; null for the failure itself, as does whatever this method throws
     */
    @Nullable
    V valueFor(K key, Throwable failure);
}
