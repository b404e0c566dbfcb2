package dev.tarn.redis;

import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries invalidations through Redis: the log is a stream for each shard of a cache, messages are pushed by {@code PUBLISH}, in a
 * Cluster of Redis 7 or later by {@code SPUBLISH}.
 *
 * <p>Thread-safe. One connection brings the messages of all channels (in a Cluster: one from each master). Messages are decoded and
 * handed over on its I/O thread. {@link BusListener#onConnected} is called each time the server has confirmed the subscription and the
 * connections for requests are up, {@link BusListener#onDisconnected} when any of them is lost, before the next one is dialled; in between
 * the bus connects and subscribes again by itself. A bus of its own has no connection for reads, so that one does not count. Messages that
 * cannot be read are dropped, which shows as a break in the chain of positions.
 *
 * <p>In a Cluster the client looks after the connections to the nodes by itself. The loss of one, and a topology in which slots have other
 * masters, are told for all shards; 20 ms later the channel counts as connected again, whatever the node does. What remains: a request that
 * is redirected ({@code MOVED}, {@code ASK}) reaches the other node before anything is told, and so may one that another thread sends in the
 * microseconds in which the client takes the new topology.
 *
 * <p>Appending and polling fail with {@link dev.tarn.StoreException} while the server is away, as all requests of {@link RedisStore}.
 */
public final class RedisPubSubBus implements InvalidationBus {
    private final Session session;
    private final boolean owner;
    private final Set<RedisChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    RedisPubSubBus(Session session, boolean owner) {
        this.session = session;
        this.owner = owner;
    }

    /**
     * Returns a bus of its own, for use beside a remote tier that has none. Begins to connect in the background.
     *
     * @param uri the address, as for {@link RedisStoreBuilder#uri}
     * @throws IllegalArgumentException if it cannot be read
     */
    public static RedisPubSubBus connect(String uri) {
        return RedisStore.builder().uri(uri).buildBus();
    }

    @Override
    public BusChannel open(CacheId cache, BusListener listener) {
        RedisStore.checkOpen(session);
        if (closed) {
            throw Failures.closed(session.name() + " bus");
        }
        RedisChannel channel =
                new RedisChannel(session, ShardKeys.of(cache, session.options().shards()), !owner, listener);
        channels.removeIf(RedisChannel::isClosed);
        channels.add(channel);
        session.watch().add(channel);
        session.feeds().add(channel);
        ForeignWrites writes = session.foreignWrites();
        if (writes != null) {
            writes.add(channel);
        }
        return channel;
    }

    @Override
    public Duration pollBudget() {
        return session.options().controlTimeout();
    }

    /** Tells whether appending and polling have a chance now. */
    public boolean isConnected() {
        return session.control().isUp();
    }

    /**
     * Waits until appending and polling have a chance. There is no need to: without it, they fail until then.
     *
     * @param atMost how long to wait
     * @return whether it is connected
     */
    public boolean awaitConnected(Duration atMost) {
        return session.await(this::isConnected, atMost);
    }

    /** Leaves all channels. A bus made by {@link #connect} gives up its connections and threads as well. Idempotent. */
    @Override
    public void close() {
        closed = true;
        channels.forEach(RedisChannel::close);
        channels.clear();
        if (owner) {
            session.close();
        }
    }
}
