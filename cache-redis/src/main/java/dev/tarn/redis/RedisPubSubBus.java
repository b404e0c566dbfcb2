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
 * handed over on its I/O thread. {@link BusListener#onConnected} is called each time the server has confirmed the subscription, {@link
 * BusListener#onDisconnected} when the connection is lost; in between the bus connects and subscribes again by itself. Messages that
 * cannot be read are dropped, which shows as a break in the chain of positions.
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
