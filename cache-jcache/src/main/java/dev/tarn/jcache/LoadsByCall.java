package dev.tarn.jcache;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a JSR-107 cache of Tarn's can beyond the specification: read through with a source that each call brings. Every cache of a {@link
 * TarnCachingProvider} can be cast to it.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface LoadsByCall<K, V> {
    /**
     * Returns a copy of the value, or what the source has. One source is asked for all who want the key at the same time, with a remote tier
     * on all nodes. What it answers is kept as a load's: it creates an entry, tells no other node, counts as no put, and is not kept if the
     * key was changed meanwhile. Blocks while the source works or another one is waited for. An outage of the remote tier is a miss.
     *
     * @param key the key
     * @param source is asked if no tier has a value; its null is not kept, what it throws is thrown
     * @return null if the source has none
     */
    @Nullable
    V getOrLoad(K key, Supplier<? extends @Nullable V> source);
}
