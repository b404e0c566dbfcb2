package dev.tarn.benchmarks;

import dev.tarn.invalidation.InProcessBus;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Measures a stampede: nodes with many threads each, all asking for one cold key at once, while a load takes long. Counts loads on each
 * node, and tells when the last caller was answered.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Stampede --nodes 2 --threads 200 --load 100</pre>
 *
 * <p>Three ways: {@code heap} (nodes of one process, no Redis), {@code redis} (nodes of one process with a Redis that is started for it)
 * and {@code processes} (the same, each node a process). The first round of each is not counted. Options and defaults: {@link #DEFAULTS}.
 */
public final class StampedeBenchmark {
    /** The options. Durations are milliseconds. */
    static final Map<String, String> DEFAULTS = Map.of(
            "ways", "heap,redis,processes",
            "nodes", "2",
            "threads", "200",
            "load", "100",
            "rounds", "20",
            "json", "-");

    private final Arguments arguments;
    private final Report report;
    private final int nodes;
    private final int threads;
    private final int load;

    /** Runs a wave on all nodes. */
    @FunctionalInterface
    private interface Round {
        List<StampedeNode.Outcome> run(String key) throws IOException, InterruptedException, ExecutionException;
    }

    private StampedeBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        this.nodes = arguments.number("nodes");
        this.threads = arguments.number("threads");
        this.load = arguments.number("load");
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written, or a process fails
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a read fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Stampede", arguments);
        StampedeBenchmark benchmark = new StampedeBenchmark(arguments, report);
        for (String way : arguments.words("ways")) {
            switch (way) {
                case "heap" -> benchmark.inOneProcess(way, null);
                case "redis" -> benchmark.withRedis(way);
                case "processes" -> benchmark.inProcesses(way);
                default -> throw new IllegalArgumentException("no way '" + way + "'");
            }
        }
        report.close(arguments.text("json"));
    }

    private void withRedis(String way) throws IOException, InterruptedException, ExecutionException {
        try (RedisServer server = RedisServer.start()) {
            inOneProcess(way, server.uri());
        }
    }

    private void inOneProcess(String way, @Nullable String uri)
            throws IOException, InterruptedException, ExecutionException {
        List<StampedeNode> all = new ArrayList<>();
        try (InProcessBus bus = InProcessBus.create()) {
            for (int i = 0; i < nodes; i++) {
                all.add(new StampedeNode(uri, bus, threads, Duration.ofMillis(load)));
            }
            repeat(way, key -> {
                List<Wave.Ready> ready = new ArrayList<>();
                for (StampedeNode node : all) {
                    ready.add(node.prepare(key));
                }
                ready.forEach(Wave.Ready::start);
                List<StampedeNode.Outcome> outcomes = new ArrayList<>();
                for (int i = 0; i < nodes; i++) {
                    outcomes.add(all.get(i).finish(ready.get(i)));
                }
                return outcomes;
            });
        } finally {
            all.forEach(StampedeNode::close);
        }
    }

    private void inProcesses(String way) throws IOException, InterruptedException, ExecutionException {
        List<StampedeProcess> all = new ArrayList<>();
        try (RedisServer server = RedisServer.start()) {
            for (int i = 0; i < nodes; i++) {
                all.add(new StampedeProcess(server.uri(), threads, load));
            }
            repeat(way, key -> {
                for (StampedeProcess node : all) {
                    node.start(key);
                }
                List<StampedeNode.Outcome> outcomes = new ArrayList<>();
                for (StampedeProcess node : all) {
                    outcomes.add(node.finish());
                }
                return outcomes;
            });
        } finally {
            for (StampedeProcess node : all) {
                node.close();
            }
        }
    }

    private void repeat(String way, Round round) throws IOException, InterruptedException, ExecutionException {
        round.run("warmup");
        int most = 0;
        int all = 0;
        long latest = 0;
        for (int i = 1; i <= arguments.number("rounds"); i++) {
            List<StampedeNode.Outcome> outcomes = round.run("key-" + i);
            report.line("%-9s round %-2d %s", way, i, outcomes);
            report.add(row(way, i, outcomes));
            for (StampedeNode.Outcome outcome : outcomes) {
                most = Math.max(most, outcome.loads());
                all += outcome.loads();
                latest = Math.max(latest, outcome.latestMicros());
            }
        }
        double share = latest / 1e3 / load;
        report.line(
                "== %s: at most %d loads per node and round, %d in all; latest answer after %.1f ms = %.2f x the load",
                way, most, all, latest / 1e3, share);
        report.add(new Row()
                .with("summary", way)
                .with("mostLoadsPerNode", most)
                .with("loads", all)
                .with("latestOverLoad", share));
    }

    private static Row row(String way, int round, List<StampedeNode.Outcome> outcomes) {
        Row row = new Row().with("way", way).with("round", round);
        for (int i = 0; i < outcomes.size(); i++) {
            row.with("loads" + i, outcomes.get(i).loads())
                    .with("latestMicros" + i, outcomes.get(i).latestMicros());
        }
        return row.with("load", Report.load());
    }
}
