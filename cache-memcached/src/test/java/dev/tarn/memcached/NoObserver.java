package dev.tarn.memcached;

import java.net.SocketAddress;
import net.spy.memcached.ConnectionObserver;

/** Hears nothing. */
enum NoObserver implements ConnectionObserver {
    INSTANCE;

    @Override
    public void connectionEstablished(SocketAddress address, int reconnectCount) {}

    @Override
    public void connectionLost(SocketAddress address) {}
}
