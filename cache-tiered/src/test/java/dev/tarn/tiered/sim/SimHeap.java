package dev.tarn.tiered.sim;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A local store with a small bound that evicts the oldest, always in the same order. One thread at a time. */
final class SimHeap<K, V> implements LocalStore<K, V> {
    private final String tier;
    private final int capacity;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
    private boolean closed;

    private SimHeap(String tier, int capacity) {
        this.tier = tier;
        this.capacity = capacity;
    }

    static LocalStoreFactory factory(String tier, int capacity) {
        return new LocalStoreFactory() {
            @Override
            public String tier() {
                return tier;
            }

            @Override
            public <K, V> LocalStore<K, V> open(Context<K, V> context) {
                return new SimHeap<>(tier, capacity);
            }
        };
    }

    @Override
    public String tier() {
        return tier;
    }

    @Override
    public @Nullable Entry<V> get(K key) {
        return entries.get(key);
    }

    @Override
    public @Nullable Entry<V> peek(K key) {
        return entries.get(key);
    }

    @Override
    public boolean put(K key, Entry<V> entry, Guard guard) {
        Entry<V> held = entries.get(key);
        boolean admitted = !closed && guard.admits(held == null ? Guard.NO_VERSION : held.version());
        if (admitted) {
            hold(key, entry);
        }
        return admitted;
    }

    private void hold(K key, Entry<V> entry) {
        entries.put(key, entry);
        if (entries.size() > capacity) {
            Iterator<K> eldest = entries.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    @Override
    public void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        Entry<V> after = closed ? null : change.apply(entries.get(key));
        if (after == null) {
            entries.remove(key);
        } else {
            hold(key, after);
        }
    }

    @Override
    public boolean removeOlder(K key, long version) {
        Entry<V> held = entries.get(key);
        boolean removed = held != null && (version == Long.MAX_VALUE || held.version() < version);
        if (removed) {
            entries.remove(key);
        }
        return removed;
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public int reclaim(Predicate<Entry<V>> condemned, int examined) {
        int before = entries.size();
        entries.values().removeIf(condemned);
        return before - entries.size();
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super Entry<V>> visitor) {
        List<Map.Entry<K, Entry<V>>> copy = new ArrayList<>(entries.entrySet());
        copy.forEach(entry -> visitor.accept(entry.getKey(), entry.getValue()));
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public long weight() {
        return -1;
    }

    @Override
    public void close() {
        closed = true;
        entries.clear();
    }
}
