package dev.tarn.micrometer;

import dev.tarn.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;

/**
 * Binds the meters that Micrometer knows for every kind of cache ({@code cache.gets}, {@code cache.puts}, {@code cache.evictions}, {@code
 * cache.size}, {@code cache.load}, {@code cache.load.duration}) to one cache: what {@code CaffeineCacheMetrics} does for Caffeine. For
 * frameworks that bind caches by themselves; {@link TarnMeters} registers the same, and all the rest.
 *
 * <p>Thread-safe. The registry does not keep the cache alive, and the meters stay when it is closed.
 */
public final class TarnCacheMetrics implements MeterBinder {
    private final WeakReference<Cache<?, ?>> cache;
    private final Tags tags;

    /**
     * Creates a binder.
     *
     * @param cache the cache; held weakly
     * @param tags tags of all meters, beside {@code cache}, the name of the cache
     */
    public TarnCacheMetrics(Cache<?, ?> cache, Iterable<Tag> tags) {
        this.cache = new WeakReference<>(cache);
        this.tags = Tags.concat(tags, "cache", cache.name());
    }

    /**
     * Registers the meters of a cache.
     *
     * @param registry where
     * @param cache the cache
     * @param tags tags of all meters, beside {@code cache}, the name of the cache
     * @param <C> the type of the cache
     * @return the cache
     */
    public static <C extends Cache<?, ?>> C monitor(MeterRegistry registry, C cache, Iterable<Tag> tags) {
        new TarnCacheMetrics(cache, tags).bindTo(registry);
        return cache;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Cache<?, ?> bound = cache.get();
        if (bound != null) {
            StandardMeters.register(new Registration(registry, tags), bound, Cache::stats);
        }
    }
}
