package dev.tarn.memcached;

import static dev.tarn.memcached.Nodes.bytes;
import static dev.tarn.memcached.Nodes.connected;
import static dev.tarn.memcached.Nodes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tarn.spi.Begun;
import dev.tarn.spi.LeaseToken;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.contract.Envelopes;
import dev.tarn.testing.server.MemcachedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A server with so little memory that it throws out heads, tag indexes, leases and marks all the time: nothing that was invalidated comes
 * back, whatever is lost.
 *
 * <p>A source counts up each key. Whoever changes the source invalidates the key, its tag or everything, and from the acknowledgement on
 * nobody may read a lower count. Loads read the source and fill much later, across changes and evictions.
 */
class EvictionIT {
    private static final long SEED = Long.getLong("tarn.memcached.seed", new Random().nextLong());
    private static final int ROUNDS = Integer.getInteger("tarn.memcached.rounds", 30);
    private static final int STEPS = 60;
    private static final int THREADS = 3;
    private static final int KEYS = 8;
    private static final int TAGS = 2;

    private final AtomicIntegerArray source = new AtomicIntegerArray(KEYS);
    private final AtomicIntegerArray floor = new AtomicIntegerArray(KEYS);
    private final Object[] turns = new Object[KEYS];
    private final ReentrantReadWriteLock all = new ReentrantReadWriteLock();
    private final Set<Integer> eras = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger filled = new AtomicInteger();
    private final AtomicInteger refusedThoughUnchanged = new AtomicInteger();
    private final AtomicInteger indexesLost = new AtomicInteger();

    @Test
    void everything_evictedAtAnyTime_nothingThatWasVoidedComesBack() throws Exception {
        var cache = Nodes.randomCache();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try (MemcachedServer server = MemcachedServer.builder()
                        .memory(2)
                        .options("-o", "no_lru_maintainer,no_lru_crawler", "-f", "2")
                        .start();
                Flood flood = new Flood(server);
                MemcachedStore store = connected(Nodes.builder(server))) {
            RemoteTier tier = store.open(cache);
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                turns[i] = new Object();
            }
            for (int i = 0; i < THREADS; i++) {
                workers.add(new Worker(tier, new Random(SEED + i)));
            }
            Random random = new Random(SEED);
            for (int round = 0; round < ROUNDS; round++) {
                get(tier.invalidateTag("u1".repeat(100))); // no value has these: they make the index large
                get(tier.invalidateTag("u2".repeat(100)));
                List<Future<Void>> running = new ArrayList<>();
                for (Worker worker : workers) {
                    running.add(pool.submit(worker));
                }
                flood.rise(Flood.SIZES.get(random.nextInt(Flood.SIZES.size())));
                for (Future<Void> one : running) {
                    one.get();
                }
                flood.rise(Flood.OF_INDEXES);
                if (server.command("get " + new Names(cache).tags(0)).size() == 1) {
                    indexesLost.incrementAndGet();
                }
            }
            assertThat(eras).as("heads that were evicted").hasSizeGreaterThan(ROUNDS / 8);
            assertThat(indexesLost).as("tag indexes that were evicted").hasValueGreaterThan(ROUNDS / 8);
            assertThat(refusedThoughUnchanged).as("leases that were evicted").hasPositiveValue();
            assertThat(hits).as("values that were read").hasValueGreaterThan(ROUNDS);
            assertThat(filled).as("values that were filled").hasValueGreaterThan(ROUNDS);
            assertThat(store.servers().get(0).reconnects()).isZero();
            await().atMost(Nodes.PATIENCE).until(() -> store.servers().get(0).evictions() > 0);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A load that has begun. */
    private record Load(int key, LeaseToken token, int value) {}

    /** Does something at random. */
    private final class Worker implements Callable<Void> {
        private final RemoteTier tier;
        private final Random random;
        private final List<Load> loads = new ArrayList<>();

        Worker(RemoteTier tier, Random random) {
            this.tier = tier;
            this.random = random;
        }

        @Override
        public Void call() {
            for (int i = 0; i < STEPS; i++) {
                int key = random.nextInt(KEYS);
                int choice = random.nextInt(100);
                if (choice < 30) {
                    read(key);
                } else if (choice < 60) {
                    begin(key);
                } else if (choice < 85) {
                    fill();
                } else if (choice < 91) {
                    change(key, () -> get(tier.invalidate(List.of(key(key)))));
                } else if (choice < 96) {
                    change(key, () -> get(tier.put(List.of(write(key, source.get(key))))));
                } else {
                    changeMany(tier, choice == 99 ? -1 : random.nextInt(TAGS));
                }
            }
            return null;
        }

        private void read(int key) {
            int least = floor.get(key);
            RemoteRead read = get(tier.read(key(key)));
            eras.add(read.head().era());
            if (read.envelope() != null) {
                hits.incrementAndGet();
                check(key, value(read.envelope()), least);
            }
        }

        private void check(int key, int found, int least) {
            assertThat(found)
                    .as("key %d, changed before the read began; seed %d", key, SEED)
                    .isGreaterThanOrEqualTo(least);
        }

        private void begin(int key) {
            int least = floor.get(key);
            LeaseToken token = Nodes.token();
            Begun begun = get(tier.begin(List.of(key(key)), token, Nodes.PATIENCE, random.nextInt(8) == 0))
                    .get(0);
            if (begun instanceof Begun.Leased) {
                loads.add(new Load(key, token, source.get(key)));
            } else if (begun instanceof Begun.Hit hit) {
                check(key, value(hit.envelope()), least);
            }
        }

        private void fill() {
            if (loads.isEmpty()) {
                return;
            }
            Load load = loads.remove(random.nextInt(loads.size()));
            boolean stored = get(tier.fill(List.of(write(load.key(), load.value())), load.token()))
                    .get(0);
            if (stored) {
                filled.incrementAndGet();
            } else if (source.get(load.key()) == load.value()) {
                refusedThoughUnchanged.incrementAndGet();
            }
        }
    }

    private void change(int key, Runnable announce) {
        all.readLock().lock();
        try {
            synchronized (turns[key]) {
                source.incrementAndGet(key);
                announce.run();
                floor.set(key, source.get(key));
            }
        } finally {
            all.readLock().unlock();
        }
    }

    /** Changes all keys of a tag, or all there are. */
    private void changeMany(RemoteTier tier, int tag) {
        all.writeLock().lock();
        try {
            for (int key = 0; key < KEYS; key++) {
                if (tag < 0 || tag == tagOf(key)) {
                    source.incrementAndGet(key);
                }
            }
            get(tag < 0 ? tier.clear() : tier.invalidateTag("t" + tag));
            for (int key = 0; key < KEYS; key++) {
                if (tag < 0 || tag == tagOf(key)) {
                    floor.set(key, source.get(key));
                }
            }
        } finally {
            all.writeLock().unlock();
        }
    }

    private static byte[] key(int key) {
        return bytes("k" + key);
    }

    /** Returns the tag of a key; half of the keys have none. */
    private static int tagOf(int key) {
        return key % 2 == 0 ? TAGS : key / 2 % TAGS;
    }

    private static RemoteTier.Write write(int key, int value) {
        return tagOf(key) == TAGS
                ? Envelopes.write(key(key), ":" + value)
                : Envelopes.write(key(key), ":" + value, "t" + tagOf(key));
    }

    private static int value(byte[] envelope) {
        String text = Envelopes.text(envelope);
        return Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    }

    /** Fills the memory that the server has for items of one size with some that nobody wants, and with more than fit. */
    private static final class Flood implements AutoCloseable {
        private static final int OF_VALUES = 80;
        private static final int OF_HEADS = 240;
        private static final int OF_INDEXES = 600;
        private static final List<Integer> SIZES = List.of(OF_VALUES, OF_HEADS, OF_INDEXES);
        private static final int BYTES = 3 << 20;

        private final Socket socket;
        private final BufferedReader in;
        private final Map<Integer, byte[]> waters;

        Flood(MemcachedServer server) throws IOException {
            socket = new Socket(server.address(), server.port());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            waters = SIZES.stream().collect(Collectors.toMap(size -> size, Flood::water));
        }

        private static byte[] water(int size) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < BYTES / (size + 60); i++) {
                text.append("set flood").append(size).append('.').append(i).append(" 0 0 ");
                text.append(size)
                        .append(" noreply\r\n")
                        .append("x".repeat(size))
                        .append("\r\n");
            }
            return bytes(text.append("version\r\n").toString());
        }

        void rise(int size) throws IOException {
            socket.getOutputStream().write(waters.get(size));
            assertThat(in.readLine()).startsWith("VERSION");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
