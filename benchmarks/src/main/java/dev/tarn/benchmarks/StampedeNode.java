package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TarnBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node of the stampede: a cache with a slow loader, and threads that all ask for the same key.
 *
 * <p>As a program it is a node in a process of its own: it says {@code ready}, then reads a key from each line of its input, runs a
 * wave, says {@code loading} when a load begins and at the end {@code done} with two numbers, loads and microseconds; it ends with its
 * input.
 */
final class StampedeNode implements AutoCloseable {
    private final AtomicInteger loads = new AtomicInteger();
    private final Tarn tarn;
    private final LoadingCache<String, String> cache;
    private final Wave wave;

    /**
     * What came of a wave.
     *
     * @param loads calls of the loader
     * @param latestMicros when the last caller was answered, after the start
     */
    record Outcome(int loads, long latestMicros) {}

    /**
     * Opens a node.
     *
     * @param uri of Redis, or null for a heap tier alone
     * @param bus that nodes without Redis share, or null
     * @param lease how long a dead holder's right to load lasts
     * @param loading hears of each key when its load begins
     */
    StampedeNode(
            @Nullable String uri,
            @Nullable InvalidationBus bus,
            int threads,
            Duration load,
            Duration lease,
            Consumer<String> loading) {
        TarnBuilder builder = Tarn.builder().namespace("stampede");
        if (uri != null) {
            builder.remote(Connections.tarn(uri));
        } else if (bus != null) {
            builder.bus(bus);
        }
        tarn = builder.build();
        CacheLoader<String, String> slow = (key, context) -> {
            loads.incrementAndGet();
            loading.accept(key);
            ReadRound.pause(load);
            return "value of " + key;
        };
        cache = tarn.cache("cold", String.class, String.class)
                .heap(Heap.maximumEntries(1_000))
                .expireAfterWrite(Duration.ofMinutes(10))
                .loadLease(lease)
                .loader(slow)
                .build();
        wave = new Wave(threads);
    }

    /** Brings all threads to the start; each will read the key and check what it gets. */
    Wave.Ready prepare(String key) throws InterruptedException {
        loads.set(0);
        return wave.prepare(() -> {
            if (!("value of " + key).equals(cache.get(key))) {
                throw new IllegalStateException("wrong answer for " + key);
            }
        });
    }

    Outcome finish(Wave.Ready started) throws InterruptedException, ExecutionException {
        long latest = started.latest();
        return new Outcome(loads.get(), latest / 1_000);
    }

    @Override
    public void close() {
        wave.close();
        tarn.close();
    }

    /**
     * Runs a node in this process.
     *
     * @param args URI of Redis, threads, milliseconds of a load, milliseconds of a lease
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Duration load = Duration.ofMillis(Long.parseLong(args[2]));
        Duration lease = Duration.ofMillis(Long.parseLong(args[3]));
        int threads = Integer.parseInt(args[1]);
        try (StampedeNode node = new StampedeNode(args[0], null, threads, load, lease, key -> say("loading " + key))) {
            say("ready");
            for (String key = in.readLine(); key != null; key = in.readLine()) {
                Wave.Ready ready = node.prepare(key);
                ready.start();
                Outcome outcome = node.finish(ready);
                say("done " + outcome.loads + " " + outcome.latestMicros);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
