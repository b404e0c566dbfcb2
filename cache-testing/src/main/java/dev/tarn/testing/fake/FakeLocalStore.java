package dev.tarn.testing.fake;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A local store in a map without a bound. Thread-safe.
 *
 * <p>It never forgets an entry by itself, so a test sees exactly what the code under test did with it.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class FakeLocalStore<K, V> implements LocalStore<K, V> {
    private final ConcurrentMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final String tier;
    private volatile boolean closed;
    private Iterator<Map.Entry<K, Entry<V>>> sweep = entries.entrySet().iterator();

    /**
     * Creates an empty store.
     *
     * @param tier the name of the tier
     */
    public FakeLocalStore(String tier) {
        this.tier = tier;
    }

    /** Returns a description that opens a new store for each cache. */
    public static LocalStoreFactory factory(String tier) {
        return new LocalStoreFactory() {
            @Override
            public String tier() {
                return tier;
            }

            @Override
            public <K, V> LocalStore<K, V> open(Context<K, V> context) {
                return new FakeLocalStore<>(tier);
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
        boolean[] admitted = new boolean[1];
        entries.compute(key, (k, held) -> {
            admitted[0] = !closed && guard.admits(held == null ? Guard.NO_VERSION : held.version());
            return admitted[0] ? entry : held;
        });
        return admitted[0];
    }

    @Override
    public void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        entries.compute(key, (k, held) -> closed ? null : change.apply(held));
    }

    @Override
    public boolean removeOlder(K key, long version) {
        boolean[] removed = new boolean[1];
        entries.computeIfPresent(key, (k, held) -> {
            removed[0] = version == Long.MAX_VALUE || held.version() < version;
            return removed[0] ? null : held;
        });
        return removed[0];
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public synchronized int reclaim(Predicate<Entry<V>> condemned, int examined) {
        int removed = 0;
        for (int i = 0; i < examined; i++) {
            if (!sweep.hasNext()) {
                sweep = entries.entrySet().iterator();
                if (i > 0 || !sweep.hasNext()) {
                    break;
                }
            }
            Map.Entry<K, Entry<V>> next = sweep.next();
            if (condemned.test(next.getValue()) && entries.remove(next.getKey(), next.getValue())) {
                removed++;
            }
        }
        return removed;
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super Entry<V>> visitor) {
        entries.forEach(visitor);
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public long weight() {
        return -1;
    }

    /** Tells whether the store has been closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        entries.clear();
    }
}
