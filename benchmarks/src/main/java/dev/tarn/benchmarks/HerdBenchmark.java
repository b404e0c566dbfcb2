package dev.tarn.benchmarks;

import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Lets many threads ask for one cold key at the same moment, on one node and on several, beside what users have: counts loads, and how long the
 * last one waits. {@link StampedeBenchmark} is about Tarn alone, in processes of its own, and with one that is killed.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Herd --nodes 1,4 --threads 50 --load 100</pre>
 *
 * <p>Nodes are in one process, each with its own connections; those that share nothing take part on one node only. Options and defaults: {@link #DEFAULTS}.
 */
public final class HerdBenchmark {
    /** The options. The threads are those of each node; the load is in milliseconds. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals",
            ColdReader.ALL,
            "nodes",
            "1,4",
            "threads",
            "50",
            "load",
            "100",
            "warmup",
            "2",
            "rounds",
            "8",
            "json",
            "-");

    private final Arguments arguments;
    private final Report report;
    private final AtomicInteger loads = new AtomicInteger();

    private HerdBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a call fails
     * @throws IOException if the results cannot be written
     */
    public static void main(String[] args) throws InterruptedException, ExecutionException, IOException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws InterruptedException, ExecutionException, IOException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Herd", arguments);
        try (RedisServer server = RedisServer.start()) {
            HerdBenchmark benchmark = new HerdBenchmark(arguments, report);
            for (int nodes : arguments.numbers("nodes")) {
                benchmark.measure(nodes, server.uri());
            }
        }
        report.close(arguments.text("json"));
    }

    private String load(String key) {
        loads.incrementAndGet();
        try {
            ReadRound.pause(Duration.ofMillis(arguments.number("load")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return "value of " + key;
    }

    private void measure(int nodes, String uri) throws InterruptedException, ExecutionException {
        List<String> order = new ArrayList<>(arguments.words("rivals"));
        order.removeIf(rival -> nodes > 1 && !ColdReader.isShared(rival));
        UnaryOperator<String> source = this::load;
        try (Wave wave = new Wave(nodes * arguments.number("threads"))) {
            for (int round = 1 - arguments.number("warmup"); round <= arguments.number("rounds"); round++) {
                for (String rival : order) {
                    List<ColdReader> readers = new ArrayList<>();
                    for (int node = 0; node < nodes; node++) {
                        readers.add(ColdReader.open(rival, uri, source));
                    }
                    turn(rival, readers, round, wave);
                    readers.forEach(ColdReader::close);
                }
                Collections.rotate(order, 1);
            }
        }
    }

    /** The first key only loads classes and makes connections. */
    private void turn(String rival, List<ColdReader> readers, int round, Wave wave)
            throws InterruptedException, ExecutionException {
        long latest = 0;
        for (String key : List.of("first", "cold")) {
            loads.set(0);
            AtomicInteger next = new AtomicInteger();
            String name = key + readers.size() + "-" + round;
            latest = wave(wave, () -> ask(readers.get(next.getAndIncrement() % readers.size()), name));
        }
        if (round < 1) {
            return;
        }
        double millis = latest / 1e6;
        report.line(
                "%d nodes round %d %-16s %d loads, latest answer after %.1f ms",
                readers.size(), round, rival, loads.get(), millis);
        report.add(new Row()
                .with("nodes", readers.size())
                .with("round", round)
                .with("rival", rival)
                .with("loads", loads.get())
                .with("latestMillis", millis)
                .with("load", Report.load()));
    }

    private static long wave(Wave wave, Runnable call) throws InterruptedException, ExecutionException {
        Wave.Ready ready = wave.prepare(call);
        ready.start();
        return ready.latest();
    }

    private static void ask(ColdReader reader, String key) {
        if (!("value of " + key).equals(reader.get(key))) {
            throw new IllegalStateException("wrong answer for " + key);
        }
    }
}
