package dev.tarn.tiered;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Meters.CacheMeters;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds the local stores of a cache from the nearest to the farthest, and what is done to all of them alike. */
final class LocalTiers<K, V> {
    private final LocalStore<K, V>[] stores;
    private final Counters.Tier[] counts;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array, for the read path walks it
    LocalTiers(List<LocalStore<K, V>> stores, List<Counters.Tier> counts) {
        this.stores = stores.toArray(new LocalStore[0]);
        this.counts = counts.toArray(new Counters.Tier[0]);
    }

    void measuredBy(CacheMeters meters) {
        for (Counters.Tier count : counts) {
            count.measuredBy(meters);
        }
    }

    int count() {
        return stores.length;
    }

    LocalStore<K, V> store(int tier) {
        return stores[tier];
    }

    Counters.Tier counts(int tier) {
        return counts[tier];
    }

    /** Returns the farthest local store, or null if there is none: the one that decides where there is no remote tier. */
    @Nullable
    LocalStore<K, V> farthest() {
        return stores.length == 0 ? null : stores[stores.length - 1];
    }

    /**
     * Stores an entry in every tier from the farthest to the nearest, where the guard admits it.
     *
     * @return whether every tier's guard admitted it
     */
    boolean put(K key, Entry<V> entry, LocalStore.Guard guard) {
        return putAbove(stores.length, key, entry, guard);
    }

    /** Stores an entry in the tiers above one, where the guard admits it. */
    boolean putAbove(int tier, K key, Entry<V> entry, LocalStore.Guard guard) {
        boolean admitted = true;
        for (int i = tier - 1; i >= 0; i--) {
            admitted &= stores[i].put(key, entry, guard);
        }
        return admitted;
    }

    /**
     * Keeps an entry that a tier gives up to stay within its bound in the next one, unless that holds the same or there is none.
     *
     * @param guard must admit the entry
     */
    void keepBelow(int tier, K key, Entry<V> entry, LocalStore.Guard guard) {
        if (tier + 1 < stores.length && stores[tier + 1].version(key) != entry.version()) {
            stores[tier + 1].put(key, entry, guard);
        }
    }

    /** Tells whether there is no local tier below one. */
    boolean isFarthest(int tier) {
        return tier + 1 == stores.length;
    }

    /** Removes what is older than a version from every tier; returns whether there was anything. */
    boolean removeOlder(K key, long version) {
        return removeOlderAbove(stores.length, key, version);
    }

    /** Removes what is older than a version from the tiers above one; returns whether there was anything. */
    boolean removeOlderAbove(int tier, K key, long version) {
        boolean removed = false;
        for (int i = 0; i < tier; i++) { // downwards: so what is just leaving a tier for the next is found there
            removed |= stores[i].removeOlder(key, version);
        }
        return removed;
    }

    /** Returns what the nearest tier that knows the key holds, without noting an access. */
    @Nullable
    Entry<V> peek(K key) {
        for (LocalStore<K, V> store : stores) {
            Entry<V> entry = store.peek(key);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Removes the entries that a predicate condemns, in one scan. */
    void removeIf(Predicate<Entry<V>> condemned) {
        for (LocalStore<K, V> store : stores) {
            store.forEach((key, entry) -> {
                if (condemned.test(entry)) {
                    store.removeOlder(key, entry.version() + 1);
                }
            });
        }
    }

    void clear() {
        for (LocalStore<K, V> store : stores) {
            store.clear();
        }
    }

    void close() {
        for (LocalStore<K, V> store : stores) {
            store.close();
        }
    }
}
