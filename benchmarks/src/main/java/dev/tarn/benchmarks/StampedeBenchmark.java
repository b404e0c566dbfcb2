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
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Stampede --nodes 4 --threads 200 --load 100 --lease 2000</pre>
 *
 * <p>Four ways: {@code heap} (nodes of one process, no Redis), {@code redis} (nodes of one process with a Redis that is started for it),
 * {@code processes} (the same, each node a process) and {@code killed} (the same, and the process that loads is killed when half of the
 * load is over). The first round of each is not counted. Each must load once on each node, once in all, once in all, and twice in all;
 * when the holder is killed, all others must be answered within lease and load, counted from the kill. A round that deviates is printed,
 * and makes the program end with 1. Options and defaults: {@link #DEFAULTS}.
 */
public final class StampedeBenchmark {
    /** The options. Durations are milliseconds. Unless strict, deviations are only told: the program ends well. */
    static final Map<String, String> DEFAULTS = Map.of(
            "ways", "heap,redis,processes,killed",
            "strict", "true",
            "nodes", "4",
            "threads", "200",
            "load", "100",
            "lease", "2000",
            "rounds", "20",
            "json", "-");

    private final Arguments arguments;
    private final Report report;
    private final int nodes;
    private final int threads;
    private final int load;
    private final int lease;
    private int deviations;

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
        this.lease = arguments.number("lease");
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
        if (run(args, System.out) > 0) {
            System.exit(1);
        }
    }

    /** Returns how many rounds deviated; 0 unless strict. */
    static int run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Stampede", arguments);
        StampedeBenchmark benchmark = new StampedeBenchmark(arguments, report);
        for (String way : arguments.words("ways")) {
            switch (way) {
                case "heap" -> benchmark.inOneProcess(way, null);
                case "redis" -> benchmark.withRedis(way);
                case "processes" -> benchmark.inProcesses(way, false);
                case "killed" -> benchmark.inProcesses(way, true);
                default -> throw new IllegalArgumentException("no way '" + way + "'");
            }
        }
        report.line("== rounds that deviate: %d", benchmark.deviations);
        report.close(arguments.text("json"));
        return Boolean.parseBoolean(arguments.text("strict")) ? benchmark.deviations : 0;
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
                all.add(new StampedeNode(
                        uri, bus, threads, Duration.ofMillis(load), Duration.ofMillis(lease), key -> {}));
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

    private void inProcesses(String way, boolean killing) throws IOException, InterruptedException {
        try (RedisServer server = RedisServer.start();
                StampedeCluster cluster = new StampedeCluster(server.uri(), nodes, threads, load, lease)) {
            cluster.wave("warmup", false);
            List<StampedeCluster.Result> results = new ArrayList<>();
            for (int i = 1; i <= arguments.number("rounds"); i++) {
                StampedeCluster.Result result = cluster.wave("key-" + i, killing);
                results.add(result);
                judge(way, i, killing, result);
                if (killing) {
                    cluster.wave("warmup-" + i, false);
                }
            }
            summarize(way, killing, results);
        }
    }

    private void judge(String way, int round, boolean killing, StampedeCluster.Result result) {
        boolean loadsRight = result.loads() == (killing ? 2 : 1);
        boolean right = loadsRight && result.afterKillMicros() <= 1_000L * (lease + load);
        report.line(
                "%-9s round %-2d %d loads, begun %s ms, latest answer %.1f ms after the start%s%s",
                way,
                round,
                result.loads(),
                result.begun(),
                result.latestMicros() / 1e3,
                killing ? String.format(", %.1f ms after the kill", result.afterKillMicros() / 1e3) : "",
                right ? "" : "   DEVIATES");
        deviations += right ? 0 : 1;
        report.add(row(way, round, result.outcomes())
                .with("allLoads", result.loads())
                .with("afterKillMicros", result.afterKillMicros())
                .with("right", right ? 1 : 0));
    }

    private void summarize(String way, boolean killing, List<StampedeCluster.Result> results) {
        Spread latest = Spread.of(results, result -> result.latestMicros() / 1e3);
        Spread afterKill = Spread.of(results, result -> result.afterKillMicros() / 1e3);
        int least =
                results.stream().mapToInt(StampedeCluster.Result::loads).min().orElseThrow();
        int most =
                results.stream().mapToInt(StampedeCluster.Result::loads).max().orElseThrow();
        report.line(
                "== %s: %d to %d loads in all per round of %d nodes x %d threads; latest answer %s ms after the start%s",
                way,
                least,
                most,
                nodes,
                threads,
                latest.text("%.1f"),
                killing
                        ? String.format(
                                ", %s ms after the kill; lease %d + load %d = %d ms",
                                afterKill.text("%.1f"), lease, load, lease + load)
                        : "");
        Row row = new Row().with("summary", way).with("leastLoads", least).with("mostLoads", most);
        report.add(afterKill.into(latest.into(row, "latestMillis"), "afterKillMillis"));
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
            int loads = outcomes.stream().mapToInt(StampedeNode.Outcome::loads).sum();
            if (loads != (way.equals("heap") ? nodes : 1)) {
                deviations++;
                report.line("%-9s round %-2d DEVIATES: %d loads", way, i, loads);
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
