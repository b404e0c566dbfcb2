package dev.tarn.tiered;

import static java.util.Objects.requireNonNull;

import dev.tarn.AsyncCacheLoader;
import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes a loader whose answer comes later the ways of the others; at their end {@link Source} begins it instead of calling it. */
record LaterLoader<K, V>(AsyncCacheLoader<K, V> loader) implements CacheLoader<K, V> {
    LaterLoader {
        requireNonNull(loader, "loader");
    }

    CompletableFuture<? extends @Nullable V> begin(K key, LoadContext<V> context) throws Exception {
        return requireNonNull(loader.load(key, context), "the future of an asynchronous loader");
    }

    @Override
    public @Nullable V load(K key, LoadContext<V> context) {
        throw new UnsupportedOperationException("a loader whose answer comes later is begun, not called");
    }
}
