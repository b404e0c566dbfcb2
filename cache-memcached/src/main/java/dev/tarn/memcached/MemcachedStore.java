package dev.tarn.memcached;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters.StoreMeters;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import dev.tarn.spi.ServerStats;
import java.time.Duration;
import java.util.List;

/**
 * Keeps remote tiers in Memcached 1.4.36 or later: one server or several, over which the keys are spread by consistent hashing (ketama).
 *
 * <p>Thread-safe, and never blocks but in {@link #awaitConnected}. Whatever the number of caches there is one connection to each server
 * and one thread for all of them. It connects in the background, again a second after every loss. While a server is not connected its
 * requests fail at once with a {@link dev.tarn.StoreException}; requests under way when a connection is lost fail then, and are never
 * repeated on the next nor sent to another server. A request without an answer within its budget fails with a {@link
 * dev.tarn.CacheTimeoutException}. A connection on which answers are due, but nothing has been heard for seconds, is given up for a
 * new one.
 *
 * <p>When a server is lost, its share of the keys is lost with it, and nothing else: the keys keep their servers. When it comes back
 * empty, everything that was written to it before is void.
 *
 * <p>A server that was started without {@code cas} ({@code -C}) is not used. Servers behind proxies that choose a server by themselves
 * (twemproxy, mcrouter) are not supported.
 */
public final class MemcachedStore implements RemoteStore {
    private final Session session;
    private final MemcachedBus bus;

    MemcachedStore(Session session) {
        this.session = session;
        this.bus = new MemcachedBus(session);
    }

    /**
     * Returns a store with the options that are not set otherwise. Begins to connect in the background.
     *
     * @param uri the servers, as for {@link MemcachedStoreBuilder#uri}
     * @throws IllegalArgumentException if it cannot be read
     */
    public static MemcachedStore connect(String uri) {
        return builder().uri(uri).build();
    }

    /** Returns a builder; {@link MemcachedStoreBuilder#uri} is all that must be set. */
    public static MemcachedStoreBuilder builder() {
        return new MemcachedStoreBuilder();
    }

    @Override
    public String name() {
        return session.options().name();
    }

    @Override
    public RemoteTier open(CacheId cache) {
        if (session.isClosed()) {
            throw Failures.closed(name());
        }
        return new MemcachedTier(session.shards(cache));
    }

    /** Returns the bus that is made of the logs in this store's servers; it is closed with the store. */
    @Override
    public MemcachedBus bus() {
        return bus;
    }

    /** Tells whether requests have a chance now: all servers are connected. */
    @Override
    public boolean isConnected() {
        return session.servers().stream().allMatch(Server::isUp);
    }

    /**
     * Waits until all servers are connected. There is no need to: without it, requests fail until then.
     *
     * @param atMost how long to wait
     * @return whether they are
     */
    public boolean awaitConnected(Duration atMost) {
        return session.await(this::isConnected, atMost);
    }

    /**
     * Returns what became of the requests to each server, in the order of their names. Evictions are asked for every ten seconds.
     */
    @Override
    public List<ServerStats> servers() {
        return session.servers().stream()
                .map(server -> server.counts().stats(server))
                .toList();
    }

    @Override
    public void measuredBy(StoreMeters meters) {
        session.measuredBy(meters);
    }

    /** Returns how many values were not stored because they were too large, deflated or not, since the store was built. */
    public long refusedTooLarge() {
        return session.tooLarge().sum();
    }

    /** Gives up connections and threads. What is under way fails with {@link dev.tarn.CacheClosedException}. Idempotent. */
    @Override
    public void close() {
        bus.close();
        session.close();
    }
}
