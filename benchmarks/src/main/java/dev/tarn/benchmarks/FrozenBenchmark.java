package dev.tarn.benchmarks;

import dev.tarn.Breaker;
import dev.tarn.Cache;
import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.Lookup;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.redis.RedisStore;
import dev.tarn.spi.Clock;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures reads that miss the heap while Redis is well, while it is frozen (SIGSTOP), and after it is let go: how long callers wait beyond the
 * source, what the heap holds, and how long it takes until reads are served by Redis again.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Frozen --threads 32 --frozen 60000 --parts 5</pre>
 *
 * <p>A source takes a fixed time. Each read is of a key of its own, so that each asks Redis and then the source. The frozen time is measured in two
 * parts: until a while after the freeze, when the breaker has seen its first window, and after that; the latter as often as there are {@code parts}. The heap is
 * measured after a collection at the end of each. Options and defaults: {@link #DEFAULTS}.
 */
public final class FrozenBenchmark {
    /** The options; durations in milliseconds. */
    static final Map<String, String> DEFAULTS = Map.of(
            "threads", "32", "source", "2", "well", "3000", "first", "1000", "frozen", "10000", "parts", "1", "json",
            "-");

    private static final long HELD = -1;

    private final Arguments arguments;
    private final Report report;
    private final Clock clock = Clock.system();
    private final AtomicLong keys = new AtomicLong();
    private volatile Latencies sink = new Latencies();

    private FrozenBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws Exception if Redis cannot be started, results cannot be written or a read fails
     */
    public static void main(String[] args) throws Exception {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws Exception {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        FrozenBenchmark benchmark = new FrozenBenchmark(arguments, new Report(out, "Frozen", arguments));
        benchmark.runAll();
        benchmark.report.close(arguments.text("json"));
    }

    private void runAll() throws Exception {
        long sourceNanos = TimeUnit.MILLISECONDS.toNanos(arguments.number("source"));
        try (RedisServer server = RedisServer.start();
                Tarn tarn = Tarn.builder()
                        .remote(RedisStore.builder().uri(server.uri()).build())
                        .breaker(Breaker.defaults())
                        .build()) {
            LoadingCache<Long, String> cache = tarn.cache("frozen", Long.class, String.class)
                    .heap(Heap.maximumEntries(10_000))
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .loader(CacheLoader.of(key -> {
                        LockSupport.parkNanos(this, sourceNanos);
                        return "text " + key;
                    }))
                    .build();
            Cache<Long, String> held = tarn.cache("held", Long.class, String.class)
                    .expireAfterWrite(Duration.ofHours(1))
                    .build();
            while (held.put(HELD, "held") != WriteStatus.APPLIED) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
            }
            measure(server, cache, held);
        }
    }

    private void measure(RedisServer server, LoadingCache<Long, String> cache, Cache<Long, String> held)
            throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(arguments.number("threads"));
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < arguments.number("threads"); i++) {
            running.add(readers.submit(() -> read(cache, over)));
        }
        try {
            phase("warm-up", "well", cache);
            phase("well", "well", cache);
            server.pause();
            phase("first", "first", cache);
            for (int part = 0; part < arguments.number("parts"); part++) {
                phase("frozen", "frozen", cache);
            }
            long resumed = clock.nanos();
            server.resume();
            recovery(held, resumed);
        } finally {
            over.set(true);
            readers.shutdown();
        }
        for (Future<?> reader : running) {
            reader.get();
        }
    }

    private void read(LoadingCache<Long, String> cache, AtomicBoolean over) {
        while (!over.get()) {
            long key = keys.incrementAndGet();
            long begun = clock.nanos();
            if (!("text " + key).equals(cache.get(key))) {
                throw new IllegalStateException("a wrong value");
            }
            long taken = clock.nanos() - begun;
            Latencies latencies = sink;
            synchronized (latencies) {
                latencies.add(taken);
            }
        }
    }

    private void phase(String name, String time, LoadingCache<Long, String> cache) {
        Latencies latencies = new Latencies();
        sink = latencies;
        long end = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(arguments.number(time));
        for (long left = end - clock.nanos(); left > 0; left = end - clock.nanos()) {
            LockSupport.parkNanos(this, left);
        }
        sink = new Latencies();
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        synchronized (latencies) {
            report.line(
                    "%-8s %s; breaker %s, heap %d MB",
                    name, latencies.text(), cache.stats().breaker(), heap >> 20);
            report.add(latencies.into(new Row().with("phase", name).with("heapMb", heap >> 20)));
        }
    }

    /** Waits until Redis serves a read again. */
    private void recovery(Cache<Long, String> held, long resumed) {
        while (!(held.lookup(HELD) instanceof Lookup.Found)) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
        }
        double millis = (clock.nanos() - resumed) / 1e6;
        report.line("== served by Redis again after %.0f ms", millis);
        report.add(new Row().with("summary", "recovery").with("millis", millis));
    }
}
