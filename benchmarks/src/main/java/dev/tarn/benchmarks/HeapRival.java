package dev.tarn.benchmarks;

import java.util.Locale;

/** Who is measured on the heap. */
public enum HeapRival {
    /** A map without bound, life or statistics: what the machine gives. */
    MAP,
    /** Caffeine with a maximum size alone. */
    CAFFEINE_PLAIN,
    /** Caffeine with a maximum size and expiry after write. */
    CAFFEINE_EXPIRING,
    /** Caffeine with a maximum size and statistics. */
    CAFFEINE_COUNTING,
    /** Caffeine with a maximum size, expiry after write and statistics: configured as Tarn is. */
    CAFFEINE,
    /** The same, and bound to a registry of Micrometer. */
    CAFFEINE_METERED,
    /** cache2k with a maximum size and expiry after write; it always counts. */
    CACHE2K,
    /** Ehcache's heap tier with a maximum size and expiry after write. */
    EHCACHE,
    /** Spring's adapter of Caffeine, with a maximum size, expiry after write and statistics. */
    SPRING_CAFFEINE,
    /** JetCache's multi-level cache: Caffeine, and Redis behind it. */
    JETCACHE,
    /** Redisson's local cached map: Caffeine, and Redis behind it. */
    REDISSON,
    /** Tarn with a heap tier only, of the same size and life. */
    TARN,
    /** The same with a bus, and a bound on staleness declared. */
    TARN_BOUND,
    /** The same as {@link #TARN}, told everything about ages, failures and limits. */
    TARN_POLICY,
    /** The same as {@link #TARN}, with all that watches it turned on; see {@link WatchedHeap}. */
    TARN_WATCHED;

    /** Tells whether it needs a Redis. */
    boolean isRemote() {
        return this == JETCACHE || this == REDISSON;
    }

    /** Returns the name in reports. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Opens one that needs no Redis. */
    HeapSubject open(int maximumEntries) {
        return open(maximumEntries, "");
    }

    /**
     * Opens it.
     *
     * @param uri of Redis, for those who need one
     */
    HeapSubject open(int maximumEntries, String uri) {
        return switch (this) {
            case MAP -> new HeapPeers.PlainMap();
            case CAFFEINE_PLAIN -> new HeapSubject.CaffeineHeap(maximumEntries, false, false);
            case CAFFEINE_EXPIRING -> new HeapSubject.CaffeineHeap(maximumEntries, true, false);
            case CAFFEINE_COUNTING -> new HeapSubject.CaffeineHeap(maximumEntries, false, true);
            case CAFFEINE -> new HeapSubject.CaffeineHeap(maximumEntries, true, true);
            case CAFFEINE_METERED -> HeapSubject.CaffeineHeap.metered(maximumEntries);
            case CACHE2K -> new HeapPeers.Cache2k(maximumEntries);
            case EHCACHE -> new HeapPeers.EhcacheHeap(maximumEntries);
            case SPRING_CAFFEINE -> new HeapPeers.Spring(maximumEntries);
            case JETCACHE -> new HeapPeers.Jet(maximumEntries, uri);
            case REDISSON -> new HeapPeers.RedissonMap(maximumEntries, uri);
            case TARN -> new HeapSubject.TarnHeap(maximumEntries, false, false);
            case TARN_BOUND -> new HeapSubject.TarnHeap(maximumEntries, true, false);
            case TARN_POLICY -> new HeapSubject.TarnHeap(maximumEntries, false, true);
            case TARN_WATCHED -> new WatchedHeap(maximumEntries);
        };
    }
}
