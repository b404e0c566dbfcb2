package dev.tarn.tiered;

import dev.tarn.Answer;
import dev.tarn.FreshnessTicket;
import dev.tarn.LoadingCache;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The composed cache with a loader of its own. */
final class TieredLoadingCache<K, V> extends TieredCache<K, V> implements LoadingCache<K, V> {
    TieredLoadingCache(Core<K, V> core, Parts<K, V> parts) {
        super(core, parts);
    }

    @Override
    public @Nullable V get(K key) {
        V value = hit(key);
        return value != null ? value : load(key, ownLoader());
    }

    @Override
    public Answer<V> answer(K key) {
        checkOpen();
        return answers().get(key, ownLoader());
    }

    @Override
    public @Nullable V get(K key, FreshnessTicket ticket) {
        return get(key, ownLoader(), ticket);
    }

    @Override
    public Map<K, V> getAll(Iterable<? extends K> keys) {
        checkOpen();
        return bulk().getAll(keys, ownLoader());
    }

    @Override
    public void refresh(K key) {
        checkOpen();
        reads().refresh(key, ownLoader());
    }
}
