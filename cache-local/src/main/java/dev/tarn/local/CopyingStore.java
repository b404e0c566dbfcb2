package dev.tarn.local;

import static java.util.Objects.requireNonNull;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the values of another store to itself: what goes in and what comes out is a copy. Thread-safe.
 *
 * <p>A value that cannot be copied is not held; that is logged, and nobody else hears of it.
 */
final class CopyingStore<K, V> implements LocalStore<K, V> {
    private final LocalStore<K, V> store;
    private final UnaryOperator<V> copy;
    private final RefusedValues refused;

    CopyingStore(LocalStore<K, V> store, UnaryOperator<V> copy, RefusedValues refused) {
        this.store = store;
        this.copy = copy;
        this.refused = refused;
    }

    /** Returns an entry with a copy of the value; the same one for an absence; null if the copy failed. */
    private @Nullable Entry<V> copyOf(Entry<V> entry) {
        V value = entry.value();
        if (value == null) {
            return entry;
        }
        try {
            V copied = copy.apply(value);
            return copied == value ? entry : withValue(entry, copied);
        } catch (RuntimeException e) {
            refused.report(e);
            return null;
        }
    }

    private static <V> Entry<V> withValue(Entry<V> entry, V value) {
        requireNonNull(value, "The function given to copyValues returned null");
        return new Entry<>(
                        value,
                        entry.version(),
                        entry.writtenAt(),
                        entry.refreshAt(),
                        entry.freshUntil(),
                        entry.deadAt(),
                        entry.traits())
                .labelled(entry.shard(), entry.version());
    }

    @Override
    public String tier() {
        return store.tier();
    }

    @Override
    public @Nullable Entry<V> get(K key) {
        Entry<V> held = store.get(key);
        return held == null ? null : copyOf(held);
    }

    @Override
    public @Nullable Entry<V> peek(K key) {
        Entry<V> held = store.peek(key);
        return held == null ? null : copyOf(held);
    }

    @Override
    public long version(K key) {
        return store.version(key);
    }

    @Override
    public boolean put(K key, Entry<V> entry, Guard guard) {
        Entry<V> copied = copyOf(entry);
        if (copied != null) {
            return store.put(key, copied, guard);
        }
        boolean[] admitted = new boolean[1];
        store.compute(key, held -> {
            admitted[0] = guard.admits(held == null ? Guard.NO_VERSION : held.version());
            return admitted[0] ? null : held;
        });
        return admitted[0];
    }

    /** {@inheritDoc} The function is given a copy, and what it returns is copied, while the key is locked. */
    @Override
    public void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        store.compute(key, held -> {
            Entry<V> shown = held == null ? null : copyOf(held);
            Entry<V> result = change.apply(shown);
            if (result == null) {
                return null;
            }
            return result == shown ? held : copyOf(result);
        });
    }

    @Override
    public void together(Runnable changes) {
        store.together(changes);
    }

    @Override
    public boolean removeOlder(K key, long version) {
        return store.removeOlder(key, version);
    }

    @Override
    public void clear() {
        store.clear();
    }

    @Override
    public int reclaim(Predicate<Entry<V>> condemned, int examined) {
        return store.reclaim(condemned, examined);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super Entry<V>> visitor) {
        store.forEach((key, held) -> {
            Entry<V> shown = copyOf(held);
            if (shown != null) {
                visitor.accept(key, shown);
            }
        });
    }

    @Override
    public long size() {
        return store.size();
    }

    @Override
    public long weight() {
        return store.weight();
    }

    @Override
    public List<K> hottest(int most) {
        return store.hottest(most);
    }

    @Override
    public long maximum() {
        return store.maximum();
    }

    @Override
    public void resize(long maximum) {
        store.resize(maximum);
    }

    @Override
    public void close() {
        store.close();
    }
}
