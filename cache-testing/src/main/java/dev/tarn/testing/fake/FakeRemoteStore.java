package dev.tarn.testing.fake;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.RemoteTier;

/** One node's store on a {@link FakeServer}; get it from {@link FakeServer#connect()}. */
public final class FakeRemoteStore implements RemoteStore {
    private final FakeServer server;
    private final FakeBus bus;
    private volatile boolean closed;

    FakeRemoteStore(FakeServer server) {
        this.server = server;
        this.bus = new FakeBus(server, this);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public RemoteTier open(CacheId cache) {
        requireOpen();
        return new FakeRemoteTier(server, this, cache);
    }

    @Override
    public InvalidationBus bus() {
        return bus;
    }

    @Override
    public boolean isConnected() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        server.left(this);
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new CacheClosedException("the fake store is closed");
        }
    }
}
