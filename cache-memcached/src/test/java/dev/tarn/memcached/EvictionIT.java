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
import org.junit.jupiter.api.Test;

/**
 * A server with so little memory that it throws out heads, tag indexes, leases and marks all the time: nothing that was invalidated comes
 * back, whatever is lost.
 *
 * <p>A source counts up each key. Whoever changes the source invalidates the key, its tag or everything, and from the acknowledgement on
 * nobody may read a lower count. Loads read the source and fill much later, across changes and evictions.
 */
class EvictionIT {
    private static final long SEED = Long.getLong("tarn.memcached.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("tarn.memcached.rounds", 25);
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
            int indexesLost = 0;
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<Void>> running = new ArrayList<>();
                for (Worker worker : workers) {
                    running.add(pool.submit(worker));
                }
                flood.rise();
                for (Future<Void> one : running) {
                    one.get();
                }
                get(tier.invalidateTag("t0"));
                flood.rise();
                indexesLost += server.command("get " + new Names(cache).tags(0)).size() == 1 ? 1 : 0;
            }
            assertThat(eras).as("heads that were evicted").hasSizeGreaterThan(ROUNDS / 4);
            assertThat(indexesLost).as("tag indexes that were evicted").isPositive();
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

    /** Fills the server's memory with items that nobody wants, of the sizes of those that matter, and more of each than fit. */
    private static final class Flood implements AutoCloseable {
        private static final int ITEMS = 18_000;
        private static final int SMALL = 80;
        private static final int LARGE = 240;

        private final Socket socket;
        private final BufferedReader in;
        private final byte[] water;

        Flood(MemcachedServer server) throws IOException {
            socket = new Socket(server.address(), server.port());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < ITEMS; i++) {
                int length = i % 3 == 0 ? LARGE : SMALL;
                text.append("set flood")
                        .append(i)
                        .append(" 0 0 ")
                        .append(length)
                        .append(" noreply\r\n");
                text.append("x".repeat(length)).append("\r\n");
            }
            water = bytes(text.append("version\r\n").toString());
        }

        void rise() throws IOException {
            socket.getOutputStream().write(water);
            assertThat(in.readLine()).startsWith("VERSION");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
