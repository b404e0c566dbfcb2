package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.spi.Entry;
import java.time.Duration;
import java.util.List;

/**
 * Refreshes, from time to time, those of the entries most asked for whose life ends soon, so that no reader finds them at their end. One task for the cache, however many keys; the nearest tier's policy says which they are.
 */
final class HotSet<K, V> {
    /** So many keys are refreshed together at most. */
    private static final int TOGETHER = 100;

    /**
     * Says what is refreshed.
     *
     * @param entries how many of the entries, at most
     * @param every how often they are looked at
     */
    record Plan(int entries, Duration every) {
        /** Returns how long before its end an entry is refreshed: long enough for a second try, if another node is just loading it. */
        long aheadNanos() {
            return 2 * every.toNanos();
        }
    }

    private final Core<K, V> core;
    private final Plan plan;
    private final CacheLoader<K, V> loader;
    private final Refreshes<K, V> refreshes;

    HotSet(Core<K, V> core, Plan plan, CacheLoader<K, V> loader) {
        this.core = core;
        this.plan = plan;
        this.loader = loader;
        this.refreshes = new Refreshes<>(core);
    }

    /** Looks once, and starts what is due. Does not wait. */
    void look() {
        long then = core.clock().nanos() + plan.aheadNanos();
        List<K> due = core.locals().hottest(plan.entries()).stream()
                .filter(key -> isDue(key, then))
                .toList();
        for (int from = 0; from < due.size(); from += TOGETHER) {
            refreshes.start(due.subList(from, Math.min(due.size(), from + TOGETHER)), loader, plan.aheadNanos());
        }
    }

    private boolean isDue(K key, long then) {
        Entry<V> entry = core.locals().peek(key);
        return entry != null && core.coherence().validity().isValid(entry) && refreshes.isDue(entry, then);
    }
}
