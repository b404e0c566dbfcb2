package dev.tarn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads through a function over sets of keys. */
final class BulkLoader<K, V> implements CacheLoader<K, V> {
    private final Function<? super Set<K>, ? extends Map<K, ? extends V>> function;

    BulkLoader(Function<? super Set<K>, ? extends Map<K, ? extends V>> function) {
        this.function = function;
    }

    @Override
    public @Nullable V load(K key, LoadContext<V> context) {
        return function.apply(Set.of(key)).get(key);
    }

    @Override
    public Map<K, @Nullable V> loadAll(Set<? extends K> keys, Function<? super K, LoadContext<V>> contexts) {
        return new LinkedHashMap<>(function.apply(Set.copyOf(keys)));
    }

    @Override
    public boolean isBulk() {
        return true;
    }
}
