package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.fault.Fault;
import dev.tarn.testing.fault.FaultyRemoteStore;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads read and change few keys on two nodes, with a slow source, lost messages and refused writes. The source's value is a
 * version that only grows, so an old answer shows. Each node must read its own writes at once, and both must end up with the newest.
 */
class RaceTest {
    private static final int KEYS = 5;
    private static final int THREADS = 6;
    private static final int ROUNDS = 1_500;

    private final Map<String, Long> source = new ConcurrentHashMap<>();
    private final FakeClock lateness = new FakeClock();

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 1_234_567})
    void nodes_underManyChanges_readTheirOwnWritesAndEndUpAlike(long seed) throws Exception {
        ExecutorService push = Executors.newSingleThreadExecutor();
        FakeServer server = new FakeServer(Clock.system(), Runnable::run, push, seed);
        List<FaultyRemoteStore> stores = new ArrayList<>();
        for (int node = 0; node < 2; node++) {
            stores.add(new FaultyRemoteStore(server.connect(), lateness, seed + node));
        }
        try (Tarn one = Tarn.builder().remote(stores.get(0)).build();
                Tarn two = Tarn.builder().remote(stores.get(1)).build()) {
            List<LoadingCache<String, Long>> nodes = List.of(cache(one), cache(two));
            stores.forEach(
                    store -> store.randomly(0.05, Fault.of(Fault.Kind.REFUSE), Fault.of(Fault.Kind.LOSE_ANSWER)));
            run(nodes, server, new SplittableRandom(seed));
            stores.forEach(FaultyRemoteStore::heal);
            server.unmute();
            assertConverged(nodes);
        }
        push.shutdown();
        server.assertNothingOpen();
    }

    private LoadingCache<String, Long> cache(Tarn tarn) {
        return tarn.cache("versions", String.class, Long.class)
                .heap(Heap.maximumEntries(100))
                .expireAfterWrite(Duration.ofHours(1))
                .loader((key, context) -> {
                    Long value = source.get(key);
                    for (int i = 0; i < 200; i++) {
                        Thread.onSpinWait();
                    }
                    return value;
                })
                .build();
    }

    private void run(List<LoadingCache<String, Long>> nodes, FakeServer server, SplittableRandom seeds)
            throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Crew.Member<Boolean>> crew = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            LoadingCache<String, Long> node = nodes.get(thread % 2);
            SplittableRandom random = seeds.split();
            crew.add(Crew.start(() -> {
                Crew.await(start);
                for (int round = 0; round < ROUNDS; round++) {
                    step(node, server, random);
                }
                return true;
            }));
        }
        start.countDown();
        for (Crew.Member<Boolean> member : crew) {
            assertThat(member.get()).isTrue();
        }
    }

    private void step(LoadingCache<String, Long> node, FakeServer server, SplittableRandom random) {
        String key = "k" + random.nextInt(KEYS);
        int dice = random.nextInt(100);
        if (dice < 70) {
            Long value = dice < 35 ? node.get(key) : node.getIfPresent(key);
            assertThat(value == null || value <= source.getOrDefault(key, 0L)).isTrue();
        } else if (dice < 95) {
            long written = source.merge(key, 1L, Long::sum);
            node.invalidate(key);
            assertThat(node.get(key)).as("own write of %s", key).isGreaterThanOrEqualTo(written);
        } else if (dice < 97) {
            server.mute();
        } else if (dice < 99) {
            server.unmute();
        } else {
            node.clear();
        }
    }

    private void assertConverged(List<LoadingCache<String, Long>> nodes) throws InterruptedException {
        long deadline = Clock.system().nanos() + TimeUnit.SECONDS.toNanos(15);
        List<String> wrong = differences(nodes);
        while (!wrong.isEmpty() && Clock.system().nanos() - deadline < 0) {
            boolean early = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
            assertThat(early).isFalse();
            wrong = differences(nodes);
        }
        assertThat(wrong).isEmpty();
    }

    private List<String> differences(List<LoadingCache<String, Long>> nodes) {
        List<String> wrong = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.get(node).stats().coherence().pendingInvalidations() > 0) {
                wrong.add("node " + node + " has pending invalidations");
            }
            for (Map.Entry<String, Long> entry : source.entrySet()) {
                Long value = nodes.get(node).get(entry.getKey());
                if (!entry.getValue().equals(value)) {
                    wrong.add("node " + node + " " + entry.getKey() + "=" + value + " not " + entry.getValue());
                }
            }
        }
        return wrong;
    }
}
