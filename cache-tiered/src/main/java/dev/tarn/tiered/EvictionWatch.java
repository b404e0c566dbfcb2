package dev.tarn.tiered;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells storms of evictions of one tier from the usual ones, while a recording wants to know. Thread-safe. */
final class EvictionWatch {
    /** So many entries within a second are a storm. */
    static final int STORM = 1_000;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CacheId cache;
    private final String tier;
    private final Clock clock;
    private long windowBegan;
    private int evicted;
    /** What is recorded if this window becomes a storm; null before the first and after it has been recorded. */
    private @Nullable EvictionStormEvent event;

    EvictionWatch(CacheId cache, String tier, Clock clock) {
        this.cache = cache;
        this.tier = tier;
        this.clock = clock;
        this.windowBegan = clock.nanos() - WINDOW_NANOS;
    }

    synchronized void evicted(int entries) {
        long now = clock.nanos();
        if (now - windowBegan >= WINDOW_NANOS) {
            windowBegan = now;
            evicted = 0;
            event = EvictionStormEvent.begun(cache, tier);
        }
        evicted += entries;
        if (event != null && evicted >= STORM) {
            event.grown(evicted);
            event = null;
        }
    }
}
