package dev.tarn.tiered;

import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A source in memory that remembers what it was asked for. */
final class Origin implements CacheLoader<String, String> {
    final Map<String, String> values = new ConcurrentHashMap<>();
    final List<String> loads = new CopyOnWriteArrayList<>();
    volatile @Nullable Exception failure;
    volatile CacheLoader<String, String> behaviour = (key, context) -> values.get(key);

    static Origin of(String... keysAndValues) {
        Origin origin = new Origin();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            origin.values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return origin;
    }

    /** Makes loads behave otherwise from now on. */
    Origin doing(CacheLoader<String, String> otherwise) {
        behaviour = otherwise;
        return this;
    }

    @Override
    public @Nullable String load(String key, LoadContext<String> context) throws Exception {
        loads.add(key);
        Exception fails = failure;
        if (fails != null) {
            throw fails;
        }
        return behaviour.load(key, context);
    }
}
