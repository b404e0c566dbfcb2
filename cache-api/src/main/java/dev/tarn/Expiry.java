package dev.tarn;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how long an entry is fresh, by its key, its value and where that came from. Thread-safe and quick: called on the thread that loads or writes,
 * for conditional writes of {@code asMap()} in the atomic step of a local tier, so it must not use the cache.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface Expiry<K, V> {
    /** Where an entry came from. */
    enum Outcome {
        /** The loader gave a value. */
        LOADED,
        /** The loader said that the value which the cache still had is right. */
        NOT_MODIFIED,
        /** The loader said that the source has no value. */
        ABSENT,
        /** A caller wrote the value. */
        WRITTEN
    }

    /**
     * Returns how long an entry is fresh, counted from the start of its load or write. What a load or a write says itself ({@link
     * LoadContext#ttl}, {@link Options#ttl}) goes before it, and is not asked for here.
     *
     * @param key the key
     * @param value the value, or null for an absence
     * @param outcome where it came from
     * @return longer than zero, or null for the cache's own setting; what it throws, and a duration that is not longer than zero, is a failure of
     *     the load or the write
     */
    @Nullable
    Duration timeToLive(K key, @Nullable V value, Outcome outcome);
}
