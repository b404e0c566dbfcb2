package dev.tarn.spring;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.CacheManager;

/** Finds the cache manager of a context. */
final class Managers {
    private Managers() {}

    /**
     * Returns the only or primary manager.
     *
     * @throws IllegalStateException if it is not Tarn's
     */
    static TarnCacheManager tarn(ObjectProvider<CacheManager> managers) {
        if (managers.getIfAvailable() instanceof TarnCacheManager tarn) {
            return tarn;
        }
        throw new IllegalStateException(
                "Tarn's annotations need a TarnCacheManager as the only or the primary CacheManager of the context");
    }

    static TarnCache cache(ObjectProvider<CacheManager> managers, String name) {
        TarnCache cache = tarn(managers).getCache(name);
        if (cache == null) {
            throw new IllegalArgumentException("Cannot find cache named '" + name + "'");
        }
        return cache;
    }
}
