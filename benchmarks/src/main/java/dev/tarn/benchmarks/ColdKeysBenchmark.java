package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadLimits;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.spi.Clock;
import dev.tarn.tiered.Tarn;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures what a source with few connections is asked when many threads ask for many cold keys at once: how busy its connections are, how many
 * keys share a statement, and what a statement takes.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar ColdKeys --keys 10000 --threads 200 --connections 20</pre>
 *
 * <p>Two ways: {@code async} (each thread asks for all of its keys, then waits for them) and {@code blocking} (each thread asks for one after
 * the other, so that never more keys wait than there are threads). No two threads ask for the same key. The first {@code warmup} rounds of each are not counted.
 * A time-out of the pool, a wrong value or more loads than keys make the program end with 1. Options and defaults: {@link #DEFAULTS}.
 */
public final class ColdKeysBenchmark {
    /** The options; {@code way} is how long a statement and its answer are on their way, in microseconds; {@code batch} how many keys share one. */
    static final Map<String, String> DEFAULTS = Map.of(
            "ways", "async,blocking",
            "keys", "10000",
            "threads", "200",
            "connections", "20",
            "way", "6000",
            "batch", "20",
            "warmup", "3",
            "rounds", "5",
            "json", "-");

    private final Arguments arguments;
    private final Report report;
    private final Clock clock = Clock.system();
    private final int keys;
    private final int threads;
    private final int connections;
    private final int warmup;
    private Latencies counted = new Latencies();
    private int deviations;

    private ColdKeysBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        this.keys = arguments.number("keys");
        this.threads = arguments.number("threads");
        this.warmup = arguments.number("warmup");
        this.connections = arguments.number("connections");
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws Exception if the database cannot be opened, results cannot be written or a thread fails
     */
    public static void main(String[] args) throws Exception {
        System.exit(run(args, System.out) == 0 ? 0 : 1);
    }

    /** Runs the measurement; returns how many rounds deviated from what must hold. */
    static int run(String[] args, PrintStream out) throws Exception {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        ColdKeysBenchmark benchmark = new ColdKeysBenchmark(arguments, new Report(out, "ColdKeys", arguments));
        benchmark.runAll();
        return benchmark.deviations;
    }

    private void runAll() throws Exception {
        report.line(
                "%-9s %12s %10s %12s %14s %9s",
                "way", "utilization", "keys/load", "p99 ms", "loads per key", "wall ms");
        for (String way : arguments.words("ways")) {
            List<Double> utilizations = new ArrayList<>();
            counted = new Latencies();
            for (int round = 0; round < warmup + arguments.number("rounds"); round++) {
                double utilization = round(way, round);
                if (round >= warmup) {
                    utilizations.add(utilization);
                }
            }
            report.line(
                    "== %s: %.1f %% of the connections busy (median), 99 %% of the statements within %.2f ms",
                    way, Report.median(utilizations) * 100, counted.micros(99) / 1e3);
        }
        end();
    }

    private void end() throws IOException {
        report.close(arguments.text("json"));
    }

    private double round(String way, int round) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(connections + 4);
        ExecutorService askers = Executors.newFixedThreadPool(threads);
        try (PooledSource source = source();
                Tarn tarn = Tarn.builder().executor(executor).build()) {
            LoadingCache<Long, String> cache = tarn.cache("cold", Long.class, String.class)
                    .heap(Heap.maximumEntries(2L * keys))
                    .loads(limits())
                    .loader(CacheLoader.bulk(source::read))
                    .build();
            long wall = ask(askers, cache, way);
            return judged(way, round, source, wall);
        } finally {
            askers.shutdownNow();
            executor.shutdownNow();
        }
    }

    private LoadLimits limits() {
        return LoadLimits.of(connections)
                .maximumWaiting(keys)
                .maximumWait(Duration.ofMinutes(1))
                .maximumBatch(arguments.number("batch"));
    }

    private PooledSource source() throws SQLException {
        return new PooledSource(keys, connections, arguments.number("way") * 1_000L);
    }

    /** Has all threads ask at once; returns how long it took until the last one had its values. */
    private long ask(ExecutorService askers, LoadingCache<Long, String> cache, String way) throws Exception {
        CountDownLatch ready = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = thread;
            outcomes.add(askers.submit(() -> {
                ready.countDown();
                go.await();
                return way.equals("async") ? askForAll(cache, first) : askInTurn(cache, first);
            }));
        }
        ready.await();
        long begun = clock.nanos();
        go.countDown();
        for (Future<Boolean> outcome : outcomes) {
            if (!outcome.get()) {
                throw new IllegalStateException("a wrong value");
            }
        }
        return clock.nanos() - begun;
    }

    private boolean askInTurn(LoadingCache<Long, String> cache, int first) {
        boolean right = true;
        for (long key = first; key < keys; key += threads) {
            right &= text(key).equals(cache.get(key));
        }
        return right;
    }

    private boolean askForAll(LoadingCache<Long, String> cache, int first) {
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (long key = first; key < keys; key += threads) {
            String expected = text(key);
            answers.add(cache.async().get(key).thenApply(expected::equals));
        }
        return answers.stream().allMatch(CompletableFuture::join);
    }

    private static String text(long key) {
        return "text " + (key + 1);
    }

    private double judged(String way, int round, PooledSource source, long wall) {
        double utilization = (double) source.heldNanos() / wall / connections;
        double batch = (double) source.keys() / source.statements();
        double loads = (double) source.keys() / keys;
        Latencies latencies = source.latencies();
        report.line(
                "%-9s %10.1f %% %10.1f %12.2f %14.3f %9.1f%s",
                way,
                utilization * 100,
                batch,
                latencies.micros(99) / 1e3,
                loads,
                wall / 1e6,
                round < warmup ? " (not counted)" : "");
        if (round >= warmup) {
            counted.addAll(latencies);
        }
        if (source.timeouts() > 0 || loads > 1) {
            deviations++;
            report.line("! %d time-outs of the pool, %.3f loads per key", source.timeouts(), loads);
        }
        report.add(latencies.into(new Row()
                .with("way", way)
                .with("round", round)
                .with("utilization", utilization)
                .with("keysPerLoad", batch)
                .with("loadsPerKey", loads)
                .with("poolTimeouts", source.timeouts())
                .with("wallMs", wall / 1e6)));
        return utilization;
    }
}
