package dev.tarn.testing.fake;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The bus of one node's fake store. */
final class FakeBus implements InvalidationBus {
    private final FakeServer server;
    private final FakeRemoteStore store;
    private final Set<FakeChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FakeBus(FakeServer server, FakeRemoteStore store) {
        this.server = server;
        this.store = store;
    }

    @Override
    public BusChannel open(CacheId cache, BusListener listener) {
        store.requireOpen();
        if (closed) {
            throw new CacheClosedException("the fake bus is closed");
        }
        FakeChannel channel = new FakeChannel(server, store, cache, listener);
        channels.add(channel);
        server.join(channel);
        return channel;
    }

    @Override
    public Duration pollBudget() {
        return server.pollBudget();
    }

    @Override
    public void close() {
        closed = true;
        channels.forEach(FakeChannel::close);
    }
}
