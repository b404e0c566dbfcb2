package dev.tarn.memcached;

import dev.tarn.testing.server.MemcachedServer;
import java.util.ArrayList;
import java.util.List;

/** Starts servers for the tests of a class. */
final class ServerSet implements AutoCloseable {
    private final List<MemcachedServer> servers = new ArrayList<>();

    ServerSet(int count) {
        this(count, 64);
    }

    /**
     * Starts servers.
     *
     * @param megabytes the memory of each
     */
    ServerSet(int count, int megabytes) {
        for (int i = 0; i < count; i++) {
            servers.add(MemcachedServer.start(megabytes));
        }
    }

    MemcachedServer[] all() {
        return servers.toArray(MemcachedServer[]::new);
    }

    @Override
    public void close() {
        servers.forEach(MemcachedServer::close);
    }
}
