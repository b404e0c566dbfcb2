package dev.tarn.micrometer;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.fault.FaultyRemoteStore;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.testing.time.SteppingExecutor;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes on a server in memory, each with meters of its own, on a clock that the test moves. */
final class MeterLab implements AutoCloseable {
    static final Duration LIFE = Duration.ofMinutes(10);

    final FakeClock clock = new FakeClock();
    final FakeServer server = new FakeServer(clock);
    private final List<Node> nodes = new ArrayList<>();

    /** One node. */
    final class Node {
        final SteppingExecutor executor = new SteppingExecutor();
        final FaultyRemoteStore store = new FaultyRemoteStore(server.connect(), clock, 1);
        final Tarn tarn;

        private Node(TarnMeters meters) {
            tarn = Tarn.builder()
                    .namespace("lab")
                    .remote(store)
                    .meters(meters)
                    .clock(clock)
                    .scheduler(clock)
                    .executor(executor)
                    .build();
        }

        /** Builds a cache of texts with a small heap tier and a remote one, which keeps stale values for as long as fresh ones. */
        LoadingCache<String, String> texts(CacheLoader<String, String> loader) {
            return tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(100))
                    .expireAfterWrite(LIFE)
                    .staleFor(LIFE)
                    .absentFor(LIFE)
                    .loader(loader)
                    .build();
        }
    }

    Node node(MeterRegistry registry) {
        return node(TarnMeters.of(registry));
    }

    Node node(TarnMeters meters) {
        Node node = new Node(meters);
        nodes.add(node);
        settle();
        return node;
    }

    /** Moves time on and runs what becomes due. */
    void pass(Duration time) {
        clock.advance(time);
        settle();
    }

    /** Runs what the nodes have to do now. */
    void settle() {
        int ran;
        do {
            clock.runDue();
            ran = nodes.stream().mapToInt(node -> node.executor.runAll()).sum();
        } while (ran > 0);
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.tarn.close());
        server.assertNothingOpen();
    }
}
