package dev.tarn.tiered;

import dev.tarn.RemovalCause;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStoreFactory.RemovalObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a local tier gives up by itself. To keep within its bound it gives it down to the next tier; what the farthest one gives up
 * has left this process, which is what listeners are told.
 *
 * <p>An entry goes down while its key is still locked in the tier that gives it up, and changes go through the tiers in the same direction:
 * so whoever removes a key finds it here or there.
 */
final class Departures<K, V> implements RemovalObserver<K, V> {
    private final int tier;
    private final Counters.Tier counts;
    private final Listeners<K, V> listeners;
    private final Supplier<@Nullable TieredCache<K, V>> cache;

    Departures(int tier, Counters.Tier counts, Listeners<K, V> listeners, Supplier<@Nullable TieredCache<K, V>> cache) {
        this.tier = tier;
        this.counts = counts;
        this.listeners = listeners;
        this.cache = cache;
    }

    @Override
    public void onDeparture(K key, Entry<V> entry) {
        TieredCache<K, V> built = cache.get();
        if (built != null && !built.core().locals().isFarthest(tier)) {
            Coherence<K, V> coherence = built.core().coherence();
            built.core().locals().keepBelow(tier, key, entry, coherence.put(key, entry, coherence.ticket(key)));
        }
    }

    @Override
    public void onRemoval(K key, Entry<V> entry, RemovalCause cause) {
        counts.evicted(cause, 1);
        if (isWatched()) {
            listeners.removed(key, entry, cause);
        }
    }

    @Override
    public boolean isWatched() {
        TieredCache<K, V> built = cache.get();
        return !listeners.isEmpty() && built != null && built.core().locals().isFarthest(tier);
    }

    @Override
    public void onUnseenRemoval(RemovalCause cause) {
        counts.evicted(cause, 1);
    }
}
