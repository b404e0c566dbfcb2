package dev.tarn.tiered;

import dev.tarn.Cache;
import dev.tarn.tiered.Conditionals.Decision;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows a cache as a map; see {@link Cache#asMap} for what it promises. */
final class MapView<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    private final Core<K, V> core;
    private final Cache<K, V> cache;
    private final Conditionals<K, V> conditionals;

    MapView(Core<K, V> core, Cache<K, V> cache, Conditionals<K, V> conditionals) {
        this.core = core;
        this.cache = cache;
        this.conditionals = conditionals;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        K own = own(key);
        return own == null ? null : cache.getIfPresent(own);
    }

    @Override
    public @Nullable V getOrDefault(@Nullable Object key, @Nullable V otherwise) {
        V value = get(key);
        return value == null ? otherwise : value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public @Nullable V put(K key, V value) {
        required(value, "value");
        if (conditionals.canDecide()) {
            return change(key, before -> Decision.put(value)).before();
        }
        V before = get(key);
        cache.put(key, value);
        return before;
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        entries.forEach((key, value) -> {
            required(key, "key");
            required(value, "value");
        });
        cache.putAll(entries);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        required(value, "value");
        return change(key, before -> before == null ? Decision.put(value) : Decision.keep())
                .before();
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        K own = own(key);
        if (own == null) {
            return null;
        }
        if (conditionals.canDecide()) {
            return change(own, before -> before == null ? Decision.keep() : Decision.remove())
                    .before();
        }
        V before = get(own);
        cache.invalidate(own);
        return before;
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        K own = own(key);
        return own != null
                && value != null
                && change(own, before -> value.equals(before) ? Decision.remove() : Decision.keep())
                        .changed();
    }

    @Override
    public @Nullable V replace(K key, V value) {
        required(value, "value");
        return change(key, before -> before == null ? Decision.keep() : Decision.put(value))
                .before();
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        required(expected, "old value");
        required(value, "new value");
        return change(key, before -> expected.equals(before) ? Decision.put(value) : Decision.keep())
                .changed();
    }

    /**
     * Changes a key by a function, atomically in the farthest tier. The function may be called again if another node was quicker; the same
     * instance returned changes nothing, not even the time the entry has to live.
     */
    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> remapping) {
        required(remapping, "remapping function");
        Conditionals.Outcome<V> outcome = change(key, before -> {
            V after = remapping.apply(key, before);
            if (after == before) {
                return Decision.keep();
            }
            return after == null ? Decision.remove() : Decision.put(after);
        });
        return outcome.changed() ? outcome.decision().value() : outcome.before();
    }

    private Conditionals.Outcome<V> change(K key, Function<@Nullable V, Decision<V>> decide) {
        return conditionals.change(required(key, "key"), decide);
    }

    @Override
    public void clear() {
        cache.clear();
    }

    @Override
    public int size() {
        return snapshot().size();
    }

    @Override
    public boolean isEmpty() {
        return snapshot().isEmpty();
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    /** Returns the entries of the local tiers that may be served now. */
    private List<Map.Entry<K, V>> snapshot() {
        List<Map.Entry<K, V>> entries = new ArrayList<>();
        long now = core.clock().nanos();
        core.locals().farthestStore().forEach((key, entry) -> {
            V value = servable(entry, now);
            if (value != null) {
                entries.add(new WriteThrough(key, value));
            }
        });
        return entries;
    }

    private @Nullable V servable(dev.tarn.spi.Entry<V> entry, long now) {
        return core.lifetimes().isDead(entry, now) || !core.coherence().isCoherent(entry, now) ? null : entry.value();
    }

    @SuppressWarnings("unchecked") // a key of another class is in no tier
    private @Nullable K own(@Nullable Object key) {
        required(key, "key");
        return core.settings().keyType().isInstance(key) ? (K) key : null;
    }

    private static <T> T required(@Nullable T value, String what) {
        return Objects.requireNonNull(value, what);
    }

    /** An entry whose value can be set through all tiers. */
    private final class WriteThrough extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        WriteThrough(K key, V value) {
            super(key, value);
        }

        @Override
        public V setValue(V value) {
            MapView.this.put(getKey(), required(value, "value"));
            return super.setValue(value);
        }
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public int size() {
            return MapView.this.size();
        }

        @Override
        public boolean contains(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && entry.getValue().equals(MapView.this.get(entry.getKey()));
        }

        @Override
        public boolean remove(@Nullable Object other) {
            return other instanceof Map.Entry<?, ?> entry
                    && entry.getKey() != null
                    && MapView.this.remove(entry.getKey(), entry.getValue());
        }

        @Override
        public void clear() {
            MapView.this.clear();
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            Iterator<Map.Entry<K, V>> entries = snapshot().iterator();
            return new Iterator<>() {
                private Map.@Nullable Entry<K, V> current;

                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public Map.Entry<K, V> next() {
                    if (!entries.hasNext()) {
                        throw new NoSuchElementException();
                    }
                    Map.Entry<K, V> next = entries.next();
                    current = next;
                    return next;
                }

                @Override
                public void remove() {
                    if (current == null) {
                        throw new IllegalStateException("next() was not called");
                    }
                    MapView.this.remove(current.getKey());
                    current = null;
                }
            };
        }
    }
}
