package dev.tarn.tiered;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Stands where there is no local tier: holds nothing. */
final class NoStore<K, V> implements LocalStore<K, V> {
    @Override
    public String tier() {
        return "none";
    }

    @Override
    public @Nullable Entry<V> get(K key) {
        return null;
    }

    @Override
    public @Nullable Entry<V> peek(K key) {
        return null;
    }

    @Override
    public boolean put(K key, Entry<V> entry, Guard guard) {
        return true;
    }

    @Override
    public void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        Object unused = change.apply(null);
    }

    @Override
    public boolean removeOlder(K key, long version) {
        return false;
    }

    @Override
    public void clear() {}

    @Override
    public int reclaim(Predicate<Entry<V>> condemned, int examined) {
        return 0;
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super Entry<V>> visitor) {}

    @Override
    public long size() {
        return 0;
    }

    @Override
    public long weight() {
        return 0;
    }

    @Override
    public void close() {}
}
