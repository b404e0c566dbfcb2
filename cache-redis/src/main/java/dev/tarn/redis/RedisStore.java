package dev.tarn.redis;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;
import java.time.Duration;

/**
 * Keeps remote tiers in Redis 6.2 or later: one server, a master found through Sentinel, or a Cluster.
 *
 * <p>Thread-safe, and never blocks but in {@link #close} and {@link #awaitConnected}. Whatever the number of caches there are three
 * connections (in a Cluster: to each node): one for reads, one for what changes or proves something, so that a large value cannot hold
 * it up, and one for messages, made when the first channel is opened; one more if {@link RedisStoreBuilder#watchForeignWrites} is set.
 *
 * <p>Connects in the background, again after every loss. While it is not connected requests fail at once with a {@link
 * dev.tarn.StoreException}; requests under way when a connection is lost fail then, and are never repeated on the next. A request
 * without an answer within its budget fails with a {@link dev.tarn.CacheTimeoutException}. A connection on which answers are due, but
 * nothing has been heard for seconds, is given up for a new one.
 *
 * <p>A server older than Redis 6.2 is refused: requests fail with a {@link dev.tarn.StoreException} that names the version found and the
 * version needed, and the server is asked again after 15 s. Valkey counts as the version of Redis that it is compatible with.
 *
 * <p>The user needs the commands {@code MGET GET SET GETRANGE DEL HGET HSET XADD XRANGE PUBLISH (SPUBLISH) PTTL PEXPIRE PERSIST TIME
 * EVAL EVALSHA SUBSCRIBE UNSUBSCRIBE (SSUBSCRIBE SUNSUBSCRIBE) PING} and, to be recognised as what it is, {@code INFO HELLO CLIENT}
 * (the last of them also to watch for foreign writes) on the keys and channels that begin with <code>{namespace:</code>.
 */
public final class RedisStore implements RemoteStore {
    private final Session session;
    private final RedisPubSubBus bus;

    RedisStore(Session session) {
        this.session = session;
        this.bus = new RedisPubSubBus(session, false);
    }

    /**
     * Returns a store with the options that are not set otherwise. Begins to connect in the background.
     *
     * @param uri the address, as for {@link RedisStoreBuilder#uri}
     * @throws IllegalArgumentException if it cannot be read
     */
    public static RedisStore connect(String uri) {
        return builder().uri(uri).build();
    }

    /** Returns a builder; {@link RedisStoreBuilder#uri} is all that must be set. */
    public static RedisStoreBuilder builder() {
        return new RedisStoreBuilder();
    }

    @Override
    public String name() {
        return session.name();
    }

    @Override
    public RemoteTier open(CacheId cache) {
        checkOpen(session);
        return new RedisTier(session, ShardKeys.of(cache, session.options().shards()));
    }

    static void checkOpen(Session session) {
        if (session.isClosed()) {
            throw Failures.closed(session.name());
        }
    }

    /** Returns the bus that shares this store's connections; it is closed with the store. */
    @Override
    public RedisPubSubBus bus() {
        return bus;
    }

    /** Tells whether requests have a chance now: both connections for requests are up. */
    @Override
    public boolean isConnected() {
        return session.data().isUp() && session.control().isUp();
    }

    /**
     * Waits until the store is connected. There is no need to: without it, requests fail until then.
     *
     * @param atMost how long to wait
     * @return whether it is connected
     */
    public boolean awaitConnected(Duration atMost) {
        return session.await(this::isConnected, atMost);
    }

    /**
     * Gives up connections and threads, and waits for their end, a few seconds at most. What is under way fails with {@link
     * dev.tarn.CacheClosedException}. Idempotent.
     */
    @Override
    public void close() {
        session.close();
    }
}
