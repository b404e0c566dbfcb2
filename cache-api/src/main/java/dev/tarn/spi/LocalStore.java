package dev.tarn.spi;

import dev.tarn.MemoryStats;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds a tier's entries inside this process.
 *
 * <p>Called on users' threads and on I/O threads: no method does I/O, waits for anything but a short critical section, or runs user
 * code. Thread-safe. A store does not judge freshness: it returns what it holds, dead or alive, and may forget anything at any time.
 * After {@link #close()} reads find nothing and writes do nothing.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface LocalStore<K, V> extends AutoCloseable {
    /** Returns the name of the tier: {@code heap} or {@code offheap}. */
    String tier();

    /**
     * Returns the entry of a key and notes the access for the eviction policy. The way of every hit: no lock, and no allocation but what
     * a decoded value needs.
     *
     * @param key the key
     * @return the entry, or null
     */
    @Nullable
    Entry<V> get(K key);

    /**
     * Returns the entry of a key without noting an access.
     *
     * @param key the key
     * @return the entry, or null
     */
    @Nullable
    Entry<V> peek(K key);

    /**
     * Returns the version of the entry of a key without noting an access and without decoding anything.
     *
     * @param key the key
     * @return the version, or {@link Guard#NO_VERSION} if there is no entry
     */
    default long version(K key) {
        Entry<V> entry = peek(key);
        return entry == null ? Guard.NO_VERSION : entry.version();
    }

    /**
     * Stores an entry if the guard admits it. Guard and store are one atomic step with regard to every other change of the key.
     *
     * @param key the key
     * @param entry the entry
     * @param guard decides, knowing the version held now; short, calls nothing of the store
     * @return whether the guard admitted it; the store may evict it at once all the same
     */
    boolean put(K key, Entry<V> entry, Guard guard);

    /**
     * Replaces the entry of a key by what a function makes of it, in one atomic step with regard to every other change of the key.
     *
     * @param key the key
     * @param change is given the entry held now or null, and returns the entry to hold, the same one to change nothing, or null to remove
     *     it; short, calls nothing of the store, called exactly once
     */
    void compute(K key, UnaryOperator<@Nullable Entry<V>> change);

    /**
     * Runs changes that follow each other on this thread. What keeps the store within its bound may wait until they are over, so that it is done once and
     * not after each of them; meanwhile the store may hold some more than it should.
     *
     * @param changes call this store; what they throw is thrown, after what waited has been done
     */
    default void together(Runnable changes) {
        changes.run();
    }

    /**
     * Removes the entry of a key if it is older than a version.
     *
     * @param key the key
     * @param version entries below it go; {@link Long#MAX_VALUE} removes any
     * @return whether an entry was removed
     */
    boolean removeOlder(K key, long version);

    /** Removes all entries; those that are stored while it runs may stay. */
    void clear();

    /**
     * Removes some of the entries that the predicate condemns, going on where the last call ended. Bounds the work of one call, so that
     * dead entries leave in the background without a scan of everything.
     *
     * @param condemned tells whether an entry may go; short, calls nothing of the store; a store that keeps bytes may show it entries
     *     without their values
     * @param examined how many entries to look at, at most
     * @return how many were removed
     */
    int reclaim(java.util.function.Predicate<Entry<V>> condemned, int examined);

    /**
     * Visits the entries, weakly consistent.
     *
     * @param visitor is given keys and entries; may call this store
     */
    void forEach(BiConsumer<? super K, ? super Entry<V>> visitor);

    /** Returns the number of entries, dead ones not yet reclaimed among them. May lag behind. */
    long size();

    /** Returns the bytes or the weight held, or -1 if the store does not weigh. */
    long weight();

    /**
     * Returns the keys of the entries that are most likely to be asked for again, as far as the store's policy knows, the likeliest first. May take a
     * lock of the policy and some milliseconds.
     *
     * @param most how many, at most
     * @return the keys; none if the store cannot tell
     */
    default List<K> hottest(int most) {
        return List.of();
    }

    /** Returns how much the store may hold: entries, weight or bytes, whatever it counts; -1 if it has no bound that it could tell. */
    default long maximum() {
        return -1;
    }

    /**
     * Changes how much the store may hold, and evicts what is too much before it returns. Unlike other methods it may take long.
     *
     * @param maximum entries, weight or bytes, whatever the store counts
     * @throws IllegalArgumentException if the store cannot have such a bound
     * @throws UnsupportedOperationException if the store cannot change its bound; the message tells why
     */
    default void resize(long maximum) {
        throw new UnsupportedOperationException("the " + tier() + " tier has a bound that does not change");
    }

    /** Tells how the store uses memory of its own; null where it keeps entries on the Java heap. May look at some entries; takes no lock for long. */
    default @Nullable MemoryStats memory() {
        return null;
    }

    /** Gives the memory back. Idempotent; safe beside calls of other threads. */
    @Override
    void close();

    /** Decides whether an entry may take its place. */
    @FunctionalInterface
    interface Guard {
        /** Admits every entry. */
        Guard ALWAYS = currentVersion -> true;

        /** What {@link #admits} is given where the store holds no entry of the key. */
        long NO_VERSION = Long.MIN_VALUE;

        /**
         * Decides.
         *
         * @param currentVersion the version of the entry that the store holds now, or {@link #NO_VERSION}
         */
        boolean admits(long currentVersion);
    }
}
