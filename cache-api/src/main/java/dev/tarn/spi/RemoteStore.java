package dev.tarn.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds remote tiers: a connection (or a few) to a server that many processes share.
 *
 * <p>Thread-safe. Connects lazily and in the background, and again after every loss: a server that is down is no reason for a
 * constructor or for {@link #open} to fail. One connection serves all caches.
 */
public interface RemoteStore extends AutoCloseable {
    /** Returns what the store is, for messages and metrics: {@code redis}, {@code memcached}. */
    String name();

    /**
     * Opens the tier of a cache. Costs no connection.
     *
     * @param cache the cache
     * @throws dev.tarn.CacheClosedException if the store is closed
     */
    RemoteTier open(CacheId cache);

    /**
     * Returns the bus on which this store announces its own changes in the same atomic step, or null if it has none. A cache that uses
     * another bus must announce them there by itself.
     */
    @Nullable
    InvalidationBus bus();

    /** Tells whether requests have a chance now. Does not block. */
    boolean isConnected();

    /** Returns what became of the requests to each server; nothing where a store does not count that. */
    default List<ServerStats> servers() {
        return List.of();
    }

    /**
     * Has the requests to the servers measured from now on, by these and no longer by others. A store that does not count them
     * measures nothing.
     *
     * @param meters takes the measurements
     */
    default void measuredBy(Meters.StoreMeters meters) {}

    /** Gives up connections and threads; what is under way fails with {@link dev.tarn.CacheClosedException}. Idempotent. */
    @Override
    void close();
}
