package dev.tarn.memcached;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.MemcachedConnection;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.ops.Operation;

/** Is Spymemcached's connections to all servers and the thread that serves them, below the level of its client. */
final class SpyConnection extends MemcachedConnection {
    /** So many time-outs in a row make Spymemcached give up a connection; they are reported only when it is to be. */
    static final int GIVE_UP_AFTER = 2;

    SpyConnection(ConnectionFactory factory, List<InetSocketAddress> addresses) throws IOException {
        super(
                factory.getReadBufSize(),
                factory,
                addresses,
                factory.getInitialObservers(),
                factory.getFailureMode(),
                factory.getOperationFactory());
    }

    /** Hands an operation to the thread that serves the connections. Never waits. */
    void send(MemcachedNode node, Operation operation) {
        boolean interrupted = Thread.interrupted(); // the client would refuse to queue for an interrupted thread
        try {
            addOperation(node, operation);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Has a connection closed and made anew. */
    void giveUp(MemcachedNode node) {
        for (int i = 0; i <= GIVE_UP_AFTER; i++) {
            node.setContinuousTimeout(true);
        }
        selector.wakeup();
    }
}
