package dev.tarn.memcached;

import dev.tarn.spi.CacheId;
import dev.tarn.testing.server.MemcachedServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Connects stores for tests, with budgets that a busy machine can keep. */
final class Nodes {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private Nodes() {}

    static String uri(MemcachedServer... servers) {
        return Arrays.stream(servers).map(MemcachedServer::uri).collect(Collectors.joining(",", "memcached://", ""));
    }

    /** Returns a builder whose budgets are wide. */
    static MemcachedStoreBuilder builder(MemcachedServer... servers) {
        return MemcachedStore.builder()
                .uri(uri(servers))
                .commandTimeout(Duration.ofSeconds(5))
                .controlTimeout(Duration.ofSeconds(5))
                .tailInterval(Duration.ofMillis(10));
    }

    /** Builds a store and waits until it is connected. */
    static MemcachedStore connected(MemcachedStoreBuilder builder) {
        MemcachedStore store = builder.build();
        if (!store.awaitConnected(PATIENCE)) {
            store.close();
            throw new AssertionError("not connected within " + PATIENCE);
        }
        return store;
    }

    static CacheId randomCache() {
        return new CacheId("it", Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }
}
