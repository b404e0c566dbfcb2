package dev.tarn;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps values by key in one or more tiers: heap, off-heap, remote.
 *
 * <p><b>Reads</b> ask the tiers from the nearest to the farthest; a hit fills the tiers above it. A hit in a local tier neither blocks
 * nor does I/O; a read that goes to the remote tier blocks the caller for at most the remote tier's time budget. An outage of the
 * remote tier never surfaces from a read: the read goes on as if that tier held nothing.
 *
 * <p><b>Writes</b> go to the remote tier first, then to this node's local tiers, then the call returns; other nodes drop their copies
 * when the message reaches them. A write that the remote tier does not take returns {@link WriteStatus#QUEUED}.
 *
 * <p>Keys and values are never null. A value that the source does not have is an <em>absence</em>; it is cached if the cache has a life
 * for absences, and reads as null. Keys must have consistent {@code equals} and {@code hashCode}; values must not be changed after they
 * were handed over unless the heap tier is told to copy them. All methods are thread-safe. After its {@code Tarn} was closed every
 * method throws {@link CacheClosedException}.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Cache<K, V> {
    /** Returns the name under which the cache was built; it is part of every remote key. */
    String name();

    /**
     * Returns the value if a tier holds one that may be served, without loading.
     *
     * @param key the key
     * @return the value, fresh or (within its stale time) stale; null for a miss, a cached absence or an outage, which {@link #lookup}
     *     tells apart
     */
    @Nullable
    V getIfPresent(K key);

    /**
     * Looks into the tiers without loading and tells a value, a cached absence, a miss and an outage apart.
     *
     * @param key the key
     */
    Lookup<V> lookup(K key);

    /**
     * Returns the value, loading it if no tier holds it. Concurrent calls for one key share one load; its failure is shared, too.
     *
     * @param key the key
     * @param loader gives the value, or null if there is none; runs on the calling thread, see {@link CacheLoader}
     * @return the value, or null if the source has none
     * @throws RecursiveLoadException if called by a load of the same key
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader);

    /**
     * Does what {@link #get(Object, Function)} does, with a loader that may say more about the entry: its life, its tags, its absence.
     *
     * @param key the key
     * @param loader gives the value; runs on the calling thread, or later on the cache's executor where it refreshes
     * @return the value, or null if the source has none
     * @throws CacheLoadException if the loader failed with a checked exception; unchecked ones pass as they are
     * @throws RecursiveLoadException if called by a load of the same key
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    @Nullable
    V getOrLoad(K key, CacheLoader<K, V> loader);

    /**
     * Returns a value that is no older than the changes that another node's ticket tells of, loading it if no tier holds such a one. Asks the
     * log, with one or two polls, if this node has not applied those changes yet; if the log does not answer, the value is loaded.
     *
     * @param key the key
     * @param loader as for {@link #get(Object, Function)}
     * @param ticket from {@link #freshnessTicket} of the same cache on any node
     * @return the value, or null if the source has none
     */
    @Nullable
    V get(K key, Function<? super K, ? extends @Nullable V> loader, FreshnessTicket ticket);

    /**
     * Returns a ticket for what this node has changed so far: reads with it see those changes on every node. Does not block.
     */
    FreshnessTicket freshnessTicket();

    /**
     * Returns the values that the tiers hold, without loading. Each tier is asked once for all keys still missing.
     *
     * @param keys the keys; duplicates count once
     * @return an unmodifiable map of the keys that have a value that may be served, in the order asked
     */
    Map<K, V> getAllPresent(Iterable<? extends K> keys);

    /**
     * Returns the values, loading those that no tier holds in one call. Each tier is asked once; keys that another call is loading are
     * waited for, not loaded again.
     *
     * @param keys the keys; duplicates count once
     * @param loader gives the values of the keys it is asked for; keys it leaves out are absent
     * @return an unmodifiable map of the keys that have a value, in the order asked
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    Map<K, V> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader);

    /**
     * Does what {@link #getAll} does, with a loader that may say more about the entries.
     *
     * @param keys the keys; duplicates count once
     * @param loader gives the values of the keys that no tier holds
     * @return an unmodifiable map of the keys that have a value, in the order asked
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    Map<K, V> getAllOrLoad(Iterable<? extends K> keys, CacheLoader<K, V> loader);

    /**
     * Writes a value to every tier and makes other nodes drop theirs.
     *
     * @param key the key
     * @param value the value
     * @return how far the write has got
     */
    default WriteStatus put(K key, V value) {
        return put(key, value, Options.none());
    }

    /**
     * Writes a value to every tier and makes other nodes drop theirs.
     *
     * @param key the key
     * @param value the value
     * @param options what this entry has of its own
     * @return how far the write has got
     */
    WriteStatus put(K key, V value, Options options);

    /**
     * Writes values to every tier, in one round trip, and makes other nodes drop theirs. Not atomic as a whole.
     *
     * @param entries the values by key
     * @return {@link WriteStatus#QUEUED} if at least one was queued
     */
    WriteStatus putAll(Map<? extends K, ? extends V> entries);

    /**
     * Begins a read of the source that the caller does by itself, to offer its answer to the cache. Does not block and counts nothing.
     *
     * @param key the key that no tier held
     * @return takes the answer, unless the key is changed from now on
     */
    Fill<V> beginFill(K key);

    /**
     * Removes a key from every tier of every node, also what could still be served stale ({@link #softInvalidate} keeps that). A load of the key that
     * began before will not be cached.
     *
     * @param key the key
     * @return how far the invalidation has got
     */
    WriteStatus invalidate(K key);

    /**
     * Makes the value of a key out of date on every node, and keeps it as what may be served stale: it is never served as fresh again, each read of it
     * says that it is stale and starts a load, and it is served only while that load runs or when it fails, as {@code staleFor} and the cache's
     * {@link FailSafe} permit; its stale time counts from now, and its life does not get longer. A load of the key that began before will not be
     * cached. A cache without {@code staleFor}, and an absence, have nothing to keep: then this is {@link #invalidate}. It is so as well where the
     * remote tier does not hold the value or cannot be read, and on a bus without a remote tier.
     *
     * <p>{@code maximumStaleness} does not bound how long the old value is served as a stale one; that this is what it is served as holds
     * within the bound. Other nodes find what may still be served in the remote tier. Takes two round trips.
     *
     * @param key the key
     * @return how far it has got; what is {@link WriteStatus#QUEUED} is delivered as an invalidation, which ends the stale value, too
     * @throws CacheInterruptedException if the thread is interrupted while waiting; the flag is set again
     */
    WriteStatus softInvalidate(K key);

    /**
     * Removes keys from every tier of every node, in one round trip and one message. Not atomic as a whole.
     *
     * @param keys the keys
     * @return {@link WriteStatus#QUEUED} if at least one was queued
     */
    WriteStatus invalidateAll(Iterable<? extends K> keys);

    /**
     * Makes every entry that carries the tag a miss, in every tier of every node, in constant time.
     *
     * @param tag the tag
     * @return how far the invalidation has got
     * @throws IllegalArgumentException if the tag is empty or too long
     */
    WriteStatus invalidateTag(String tag);

    /**
     * Makes every entry of the cache a miss, in every tier of every node, in constant time. Memory in the remote tier is given back as
     * the entries' lives end.
     *
     * @return how far the clear has got
     */
    WriteStatus clear();

    /** Returns the asynchronous face of this cache. Both faces share everything. */
    AsyncCache<K, V> async();

    /**
     * Returns a view as a map: reads never load, and writes go through all tiers. {@code putIfAbsent}, {@code replace}, {@code compute} and
     * the two argument {@code remove} are atomic in the farthest tier; {@code compute} may call its function again if another node was
     * quicker. Iteration, {@code size} and {@code containsValue} speak of the local
     * tiers only, and are weakly consistent; null keys and values are refused.
     *
     * @return a live view
     */
    ConcurrentMap<K, V> asMap();

    /** Returns the counts of this node since the cache was built. */
    CacheStats stats();

    /**
     * Tells which tier holds what for a key and why it is or is not served. Asks the remote tier, so it blocks for at most its time
     * budget. For people; does not count as a read.
     *
     * @param key the key
     */
    Explanation explain(K key);

    /** Returns what changes this cache on this node while it runs. */
    CacheControls controls();

    /**
     * Adds a listener.
     *
     * @param listener hears what happens on this node from now on
     * @return takes the listener away again when closed
     */
    Registration listen(CacheListener<? super K, ? super V> listener);

    /** Takes something away again that was added. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        /** Ends the registration. Idempotent. */
        @Override
        void close();
    }
}
