package dev.tarn.memcached;

import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of changes by the log that a {@link MemcachedStore} keeps in its servers. Memcached pushes nothing: each node looks at the heads of
 * the logs every {@link MemcachedStoreBuilder#tailInterval}, which is how long a change takes to be heard of when all is well. What bounds
 * staleness are the polls that the cache sends by itself; the shortest bound is {@link #pollBudget} and 50 ms.
 *
 * <p>Each server has the log of its own values, and loses both together. So there is nothing that one server could have forgotten and
 * another still serve, a lost connection is no reason to doubt the others, and no step ever has to be repeated: this bus never says {@link
 * BusListener#onDisconnected}, and says {@link BusListener#onConnected} whenever a server is back. While a server is away, its shard cannot
 * be proved to be up to date; the others are not touched.
 *
 * <p>Thread-safe; never blocks. Appending and polling fail with {@link dev.tarn.StoreException} while the server concerned is away.
 */
public final class MemcachedBus implements InvalidationBus {
    private final Session session;
    private final Set<MemcachedChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    MemcachedBus(Session session) {
        this.session = session;
    }

    @Override
    public BusChannel open(CacheId cache, BusListener listener) {
        if (closed || session.isClosed()) {
            throw Failures.closed(session.options().name() + " bus");
        }
        MemcachedChannel channel = new MemcachedChannel(session.shards(cache), listener, channels::remove);
        channels.add(channel);
        channel.start();
        return channel;
    }

    @Override
    public Duration pollBudget() {
        return session.options().controlTimeout();
    }

    /** Leaves all channels; the connections are the store's. Idempotent. */
    @Override
    public void close() {
        closed = true;
        channels.forEach(MemcachedChannel::close);
    }
}
