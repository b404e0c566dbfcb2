package dev.tarn.benchmarks;

import dev.tarn.Cache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.memcached.MemcachedStore;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.tiered.Tarn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import net.spy.memcached.BinaryConnectionFactory;
import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.DefaultConnectionFactory;
import net.spy.memcached.MemcachedClient;
import org.jspecify.annotations.Nullable;

/** Reads values from Memcached, each rival in its own way and under its own keys. */
final class MemcachedReaders {
    private MemcachedReaders() {}

    /** Makes a reader by its name. */
    static ValueReader of(String name, MemcachedServer server) throws IOException {
        boolean binary = name.endsWith(".binary");
        return switch (binary ? name.substring(0, name.indexOf('.')) : name) {
            case "socket" -> new MemcachedSocket(server.address(), server.port());
            case "spy" -> new Spy(server);
            case "tarn" -> new Store(name, server, binary);
            case "cached" -> new Cached(name, server, binary);
            default -> throw new IllegalArgumentException("there is no rival '" + name + "'");
        };
    }

    /** Spymemcached as it comes, with the binary protocol. */
    private static final class Spy implements ValueReader {
        private final MemcachedClient client;

        Spy(MemcachedServer server) throws IOException {
            ConnectionFactory factory = new BinaryConnectionFactory(
                    DefaultConnectionFactory.DEFAULT_OP_QUEUE_LEN, DefaultConnectionFactory.DEFAULT_READ_BUFFER_SIZE);
            client = new MemcachedClient(factory, List.of(new InetSocketAddress(server.address(), server.port())));
        }

        @Override
        public String name() {
            return "spy";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            try {
                for (Map.Entry<String, byte[]> value : values.entrySet()) {
                    client.set("spy:" + value.getKey(), 3_600, value.getValue()).get();
                }
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("not filled", e);
            }
        }

        @Override
        public byte @Nullable [] read(String key) {
            return (byte[]) client.get("spy:" + key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            List<String> names = new ArrayList<>(keys.size());
            keys.forEach(key -> names.add("spy:" + key));
            return client.getBulk(names).size();
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /** The store. */
    private static final class Store implements ValueReader {
        private final String name;
        private final MemcachedStore store;
        private final RemoteTier tier;

        Store(String name, MemcachedServer server, boolean binary) {
            this.name = name;
            store = connect(server, binary);
            tier = store.open(new CacheId("bench", name));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            List<RemoteTier.Write> writes = new ArrayList<>();
            values.forEach((key, value) -> {
                byte[] envelope = new byte[EnvelopeHeader.LENGTH + value.length];
                envelope[0] = EnvelopeHeader.MAGIC;
                envelope[1] = EnvelopeHeader.FORMAT;
                System.arraycopy(value, 0, envelope, EnvelopeHeader.LENGTH, value.length);
                writes.add(new RemoteTier.Write(bytes(key), envelope, Duration.ofHours(1)));
            });
            tier.put(writes).toCompletableFuture().join();
        }

        private static byte[] bytes(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte @Nullable [] read(String key) {
            return tier.read(bytes(key)).toCompletableFuture().join().envelope();
        }

        @Override
        public int readAll(Collection<String> keys) {
            List<byte[]> names = new ArrayList<>(keys.size());
            keys.forEach(key -> names.add(bytes(key)));
            int found = 0;
            for (RemoteRead read : tier.readAll(names).toCompletableFuture().join()) {
                found += read.envelope() == null ? 0 : 1;
            }
            return found;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private static MemcachedStore connect(MemcachedServer server, boolean binary) {
        MemcachedStore store = MemcachedStore.builder()
                .uri("memcached://" + server.uri())
                .binary(binary)
                .commandTimeout(Duration.ofSeconds(5))
                .controlTimeout(Duration.ofSeconds(5))
                .build();
        if (!store.awaitConnected(Duration.ofSeconds(10))) {
            throw new IllegalStateException("no connection to " + server.uri());
        }
        return store;
    }

    /** A cache over the store, with a heap tier of a few entries. */
    private static final class Cached implements ValueReader {
        private static final int ENTRIES = 64;
        private static final int ATTEMPTS = 20;

        private final String name;
        private final Tarn tarn;
        private final Cache<String, byte[]> cache;

        Cached(String name, MemcachedServer server, boolean binary) {
            this.name = name;
            tarn = Tarn.builder()
                    .namespace("bench")
                    .remote(connect(server, binary))
                    .build();
            cache = tarn.cache(name, String.class, byte[].class)
                    .heap(Heap.maximumEntries(ENTRIES))
                    .expireAfterWrite(Duration.ofHours(1))
                    .build();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            for (int attempt = 1; cache.putAll(values) != WriteStatus.APPLIED; attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("not filled in " + attempt + " attempts");
                }
            }
        }

        @Override
        public byte @Nullable [] read(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            return cache.getAllPresent(keys).size();
        }

        @Override
        public void close() {
            tarn.close();
        }
    }
}
