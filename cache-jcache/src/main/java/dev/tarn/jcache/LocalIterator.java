package dev.tarn.jcache;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/** Goes through the entries of the tiers in this process. Weakly consistent. */
final class LocalIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
    private final Iterator<Map.Entry<K, Held<V>>> entries;
    private final Ways<K, V> ways;
    private final Reads<K, V> reads;
    private final Writes<K, V> writes;
    private Map.@Nullable Entry<K, Held<V>> next;
    private @Nullable K last;

    LocalIterator(Ways<K, V> ways, Reads<K, V> reads, Writes<K, V> writes) {
        this.entries = ways.tier().localEntries().iterator();
        this.ways = ways;
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public boolean hasNext() {
        while (next == null && entries.hasNext()) {
            Map.Entry<K, Held<V>> candidate = entries.next();
            if (!ways.ending().isOver(candidate.getValue())) {
                next = candidate;
            }
        }
        return next != null;
    }

    @Override
    public Cache.Entry<K, V> next() {
        Map.Entry<K, Held<V>> entry = hasNext() ? next : null;
        if (entry == null) {
            throw new NoSuchElementException();
        }
        next = null;
        last = entry.getKey();
        V value = reads.hit(entry.getKey(), entry.getValue());
        return new ShownEntry<>(ways.copying().copy(entry.getKey()), value);
    }

    @Override
    public void remove() {
        K key = last;
        if (key == null) {
            throw new IllegalStateException("next() was not called");
        }
        last = null;
        boolean unused = writes.remove(key);
    }
}
