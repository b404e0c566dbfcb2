package dev.tarn.spi;

import java.time.Duration;

/**
 * Carries invalidations between nodes: a log per cache and shard that is the truth, and a push message that is a hint.
 *
 * <p>Thread-safe. Works lazily: opening a channel with the server down succeeds, and the channel connects when it can. One connection
 * serves all channels.
 */
public interface InvalidationBus extends AutoCloseable {
    /**
     * Joins the channel of a cache.
     *
     * @param cache the cache
     * @param listener hears messages and changes of the connection, on an I/O thread: it must be quick, must not block and must not
     *     throw. Calls for one shard come one after the other
     * @return the channel
     * @throws dev.tarn.CacheClosedException if the bus is closed
     */
    BusChannel open(CacheId cache, BusListener listener);

    /** Returns how long a poll may take before it fails; no staleness bound can be shorter. Zero if a poll never waits. */
    Duration pollBudget();

    /** Leaves all channels and gives up connections and threads. Idempotent. */
    @Override
    void close();
}
