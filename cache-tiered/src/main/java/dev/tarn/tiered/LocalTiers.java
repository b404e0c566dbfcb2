package dev.tarn.tiered;

import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Meters.CacheMeters;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds the local stores of a cache from the nearest to the farthest, and what is done to all of them alike.
 *
 * <p>A tier that is not used is empty, and nothing is put into it; so the way of a hit need not ask. Whoever was putting while it was switched
 * off looks again afterwards and removes what it has put. Removals go to all tiers.
 */
final class LocalTiers<K, V> {
    private final LocalStore<K, V>[] stores;
    private final Counters.Tier[] counts;
    /** A bit for each tier that is not used. */
    private final AtomicInteger unused = new AtomicInteger();

    private final ReentrantLock switching = new ReentrantLock();

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

    boolean isUsed(int tier) {
        return (unused.get() & 1 << tier) == 0;
    }

    /** Tells whether any tier can hold something. */
    boolean isAnyUsed() {
        return farthest() >= 0;
    }

    /**
     * Has a tier hold entries, or drop what it holds and hold nothing.
     *
     * @return whether that is a change
     */
    boolean use(int tier, boolean on) {
        switching.lock();
        try {
            boolean changes = isUsed(tier) != on;
            unused.updateAndGet(bits -> on ? bits & ~(1 << tier) : bits | 1 << tier);
            if (!on) {
                stores[tier].clear();
            }
            return changes;
        } finally {
            switching.unlock();
        }
    }

    /**
     * Has a tier hold what nearer ones hold.
     *
     * @param guards give for each entry the guard that must admit it
     */
    void takeOver(int tier, BiFunction<K, Entry<V>, LocalStore.Guard> guards) {
        for (int i = 0; i < tier; i++) {
            stores[i].forEach((key, entry) -> putInto(tier, key, entry, guards.apply(key, entry)));
        }
    }

    /** Returns the farthest tier that is used: the one that decides where there is no remote tier; -1 if none is used. */
    int farthest() {
        int tier = stores.length - 1;
        while (tier >= 0 && !isUsed(tier)) {
            tier--;
        }
        return tier;
    }

    /** Returns the store that {@link #farthest} names; one that holds nothing, if none is used. */
    LocalStore<K, V> farthestStore() {
        return storeOrNone(farthest());
    }

    private LocalStore<K, V> storeOrNone(int tier) {
        return tier < 0 ? new NoStore<>() : stores[tier];
    }

    /**
     * Replaces the entry of a key in the farthest tier that is used, in one atomic step.
     *
     * @param change as for {@link LocalStore#compute}; is given null if no tier is used
     * @return that tier, or -1
     */
    int computeFarthest(K key, UnaryOperator<@Nullable Entry<V>> change) {
        for (; ; ) {
            int tier = farthest();
            boolean[] late = new boolean[1];
            storeOrNone(tier).compute(key, held -> {
                late[0] = tier >= 0 && !isUsed(tier);
                return late[0] ? null : change.apply(held);
            });
            if (tier < 0 || !late[0]) {
                removeIfUnused(tier, key);
                return tier;
            }
        }
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
            admitted &= putInto(i, key, entry, guard);
        }
        return admitted;
    }

    /** Runs changes that follow each other on this thread, as {@link LocalStore#together} does in each tier. */
    void together(Runnable changes) {
        Runnable all = changes;
        for (LocalStore<K, V> store : stores) {
            Runnable inner = all;
            all = () -> store.together(inner);
        }
        all.run();
    }

    /** Does so, and returns what the last of the changes returns. */
    <T> T together(Supplier<T> changes) {
        AtomicReference<T> result = new AtomicReference<>();
        together(() -> result.setPlain(changes.get()));
        return result.getPlain();
    }

    private boolean putInto(int tier, K key, Entry<V> entry, LocalStore.Guard guard) {
        if (!isUsed(tier)) {
            return true;
        }
        boolean admitted = stores[tier].put(key, entry, guard);
        removeIfUnused(tier, key);
        return admitted;
    }

    /** Removes what was put while the tier was switched off, perhaps after it had been emptied. */
    private void removeIfUnused(int tier, K key) {
        if (tier >= 0 && !isUsed(tier)) {
            stores[tier].removeOlder(key, Long.MAX_VALUE);
        }
    }

    /**
     * Keeps an entry that a tier gives up to stay within its bound in the next one, unless that holds the same or there is none.
     *
     * @param guard must admit the entry
     */
    void keepBelow(int tier, K key, Entry<V> entry, LocalStore.Guard guard) {
        int below = below(tier);
        if (below >= 0 && stores[below].version(key) != entry.version()) {
            putInto(below, key, entry, guard);
        }
    }

    private int below(int tier) {
        int below = tier + 1;
        while (below < stores.length && !isUsed(below)) {
            below++;
        }
        return below < stores.length ? below : -1;
    }

    /** Tells whether there is no local tier below one that is used. */
    boolean isFarthest(int tier) {
        return below(tier) < 0;
    }

    /** Returns the keys that are most asked for, as far as the nearest tier knows. */
    List<K> hottest(int most) {
        return stores.length == 0 ? List.of() : stores[0].hottest(most);
    }

    /** Replaces what each tier holds of a key, in one atomic step for each. */
    void compute(K key, UnaryOperator<@Nullable Entry<V>> change) {
        for (LocalStore<K, V> store : stores) {
            store.compute(key, change);
        }
    }

    /** Removes what is older than a version from every tier; returns whether there was anything. */
    boolean removeOlder(K key, long version) {
        return removeOlderBeside(-1, key, version);
    }

    /** Removes what is older than a version from every tier but one; returns whether there was anything. */
    boolean removeOlderBeside(int tier, K key, long version) {
        boolean removed = false;
        for (int i = 0; i < stores.length; i++) { // downwards: so what is just leaving a tier for the next is found
            removed |= i != tier && stores[i].removeOlder(key, version);
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
