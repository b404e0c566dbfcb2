package dev.tarn.tiered;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.CodecProvider;
import dev.tarn.testing.fault.FaultyRemoteStore;
import dev.tarn.testing.time.SteppingExecutor;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** One node of a {@link Lab}: its background work runs when the test says so. */
final class Node implements AutoCloseable {
    static final CacheId ID = new CacheId("lab", "texts");
    static final Duration LIFE = Duration.ofMinutes(10);

    final SteppingExecutor executor = new SteppingExecutor();
    final FaultyRemoteStore store;
    final Tarn tarn;

    Node(Lab lab, UnaryOperator<TarnBuilder> more) {
        store = new FaultyRemoteStore(lab.server.connect(), lab.clock, 1);
        tarn = more.apply(Tarn.builder()
                        .namespace(ID.namespace())
                        .remote(store)
                        .clock(lab.clock)
                        .scheduler(lab.clock)
                        .executor(executor))
                .build();
    }

    /** Begins to describe a cache of texts with a heap tier and a remote one. */
    CacheBuilder<String, String, Cache<String, String>> describe() {
        return tarn.cache(ID.cache(), String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(LIFE);
    }

    Cache<String, String> cache() {
        return describe().build();
    }

    LoadingCache<String, String> cache(Origin origin) {
        return describe().loader(origin).build();
    }

    /** Returns a key as it is in the remote tier. */
    static byte[] keyOf(String key) {
        return ServiceLoader.load(CodecProvider.class)
                .findFirst()
                .orElseThrow()
                .keys(String.class)
                .encode(key);
    }

    @Override
    public void close() {
        tarn.close();
    }
}
