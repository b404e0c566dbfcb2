package dev.tarn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.tarn.spi.Clock;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures how many invalidations of single keys the nodes sustain. Each round brings new values to the memory of all nodes; then several
 * threads on each node invalidate them, each its own share, one key after the other. The round ends when no node serves any of them any
 * more, and only invalidations that have reached all nodes count. The rivals take turns, round by round.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Invalidations --nodes 4 --threads 8 --rounds 15</pre>
 *
 * <p>The processor times of this process (all nodes) and of Redis for each invalidation hold on a busy machine as well. Starts a Redis
 * server of its own and ends it. Options and defaults: {@link #DEFAULTS}.
 */
public final class InvalidationBenchmark {
    /**
     * The options. Keys are those of a round; patience is the seconds after which an invalidation counts as lost. A rate is how many are made in a second,
     * by all nodes together and for a second at most; 0 is as many as they can.
     */
    static final Map<String, String> DEFAULTS = Map.of(
            "nodes", "4",
            "threads", "8",
            "rates", "0",
            "keys", "32000",
            "rivals", "tarn.invalidate,redisson,jetcache,lettuce.del+publish",
            "rounds", "15",
            "warmup", "3",
            "patience", "10",
            "json", "-");

    private static final String OWN = "tarn.invalidate";
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Clock clock = Clock.system();
    private final Arguments arguments;
    private final Report report;
    private final int nodes;
    private final int threads;

    /** A round's figures. Processor times are microseconds for each invalidation. */
    private record Outcome(double perSecond, int lost, double nodesMicros, double redisMicros) {}

    private InvalidationBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        this.nodes = arguments.number("nodes");
        this.threads = arguments.number("threads");
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if an invalidation fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Invalidations", arguments);
        new InvalidationBenchmark(arguments, report).measure();
        report.close(arguments.text("json"));
    }

    private void measure() throws InterruptedException, ExecutionException {
        int entries = 2 * arguments.number("keys");
        try (RedisServer server = RedisServer.start();
                Wave writers = new Wave(nodes * threads);
                Rivals rivals = Rivals.open(arguments.words("rivals"), server.uri(), nodes, entries)) {
            for (int rate : arguments.numbers("rates")) {
                compete(rate, rivals, server, writers);
            }
            rivals.remarkTo(report);
        }
    }

    private void compete(int rate, Rivals rivals, RedisServer server, Wave writers)
            throws InterruptedException, ExecutionException {
        Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
            for (NearCaches rival : rivals) {
                Outcome outcome = round(rival, round, rate, server, writers);
                if (round >= 0) {
                    outcomes.computeIfAbsent(rival.name(), all -> new ArrayList<>())
                            .add(outcome);
                    show(rival, round, rate, outcome);
                }
            }
        }
        summarize(outcomes);
    }

    private Outcome round(NearCaches rival, int round, int rate, RedisServer server, Wave writers)
            throws InterruptedException, ExecutionException {
        List<String> keys = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        int count = rate == 0 ? arguments.number("keys") : Math.min(rate, arguments.number("keys"));
        for (int i = 0; i < count; i++) {
            keys.add("product:" + i);
            values.put(keys.get(i), "old " + round);
        }
        fill(rival, values);
        AtomicInteger writer = new AtomicInteger();
        Wave.Ready ready = writers.prepare(() -> invalidate(rival, writer.getAndIncrement(), keys, rate));
        double redisBefore = ServerInfo.of(server, "cpu").cpuMicros();
        long nodesBefore = SYSTEM.getProcessCpuTime();
        long begun = clock.nanos();
        ready.start();
        ready.latest();
        int lost = await(rival, values);
        double seconds = (clock.nanos() - begun) / 1e9;
        double nodesMicros = (SYSTEM.getProcessCpuTime() - nodesBefore) / 1e3 / keys.size();
        double redisMicros = (ServerInfo.of(server, "cpu").cpuMicros() - redisBefore) / keys.size();
        return new Outcome((keys.size() - lost) / seconds, lost, nodesMicros, redisMicros);
    }

    /** Brings the values to all nodes, and lets the messages of that pass. */
    private void fill(NearCaches rival, Map<String, String> values) throws InterruptedException {
        long patience = clock.nanos() + Duration.ofSeconds(60).toNanos();
        do {
            if (clock.nanos() > patience) {
                throw new IllegalStateException(rival.name() + " brought only " + held(rival, values) + " of "
                        + nodes * values.size() + " values to the nodes; " + rival.remarks());
            }
            rival.fill(values);
            ReadRound.pause(SETTLE);
        } while (held(rival, values) < nodes * values.size());
    }

    private int held(NearCaches rival, Map<String, String> values) {
        int held = 0;
        for (int node = 0; node < nodes; node++) {
            held += rival.held(node, values);
        }
        return held;
    }

    private void invalidate(NearCaches rival, int writer, List<String> keys, int rate) {
        int node = writer % nodes;
        long begun = clock.nanos();
        for (int i = writer; i < keys.size(); i += nodes * threads) {
            if (rate > 0) {
                pauseUntil(begun + Math.round(i * 1e9 / rate));
            }
            rival.change(node, keys.get(i));
        }
    }

    private void pauseUntil(long due) {
        for (long left = due - clock.nanos(); left > 0; left = due - clock.nanos()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Waits until no node serves any of the values; returns how many are still served somewhere when patience ends. */
    private int await(NearCaches rival, Map<String, String> values) throws InterruptedException {
        long patience =
                clock.nanos() + Duration.ofSeconds(arguments.number("patience")).toNanos();
        int most;
        do {
            most = 0;
            for (int node = 0; node < nodes; node++) {
                most = Math.max(most, rival.held(node, values));
            }
            ReadRound.pause(LOOK);
        } while (most > 0 && clock.nanos() < patience);
        return most;
    }

    private void show(NearCaches rival, int round, int rate, Outcome outcome) {
        report.line(
                "round %-2d %-20s %,9.0f /s  lost %d  processor time of nodes %.1f us, of Redis %.1f us each",
                round, rival.name(), outcome.perSecond, outcome.lost, outcome.nodesMicros, outcome.redisMicros);
        report.add(new Row()
                .with("round", round)
                .with("nodes", nodes)
                .with("rate", rate)
                .with("rival", rival.name())
                .with("perSecond", outcome.perSecond)
                .with("lost", outcome.lost)
                .with("nodesMicros", outcome.nodesMicros)
                .with("redisMicros", outcome.redisMicros)
                .with("load", Report.load()));
    }

    private void summarize(Map<String, List<Outcome>> outcomes) {
        report.line(
                "== invalidations seen by all of %d nodes, %d threads on each: median of rounds [least..greatest]",
                nodes, threads);
        outcomes.forEach((name, rounds) -> {
            Spread rate = Spread.of(rounds, Outcome::perSecond);
            int lost = rounds.stream().mapToInt(Outcome::lost).sum();
            report.line(
                    "%-20s %-32s /s, lost %d; processor time each: nodes %s us, Redis %s us",
                    name,
                    rate.text("%,.0f"),
                    lost,
                    Spread.of(rounds, Outcome::nodesMicros).text("%.1f"),
                    Spread.of(rounds, Outcome::redisMicros).text("%.1f"));
            report.add(rate.into(new Row().with("summary", name).with("lost", lost), "perSecond"));
        });
        List<Outcome> own = outcomes.getOrDefault(OWN, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            double best = Math.max(rate(outcomes, "redisson", i), rate(outcomes, "jetcache", i));
            ratios.add(own.get(i).perSecond / best);
        }
        if (!ratios.isEmpty() && Double.isFinite(ratios.get(0))) {
            Spread ratio = Spread.of(ratios);
            report.line(
                    "== %s over the better of redisson and jetcache in the same round: %s, bar 2",
                    OWN, ratio.text("%.2f"));
            report.add(ratio.into(new Row().with("summary", "ratio"), "ratio"));
        }
    }

    private static double rate(Map<String, List<Outcome>> outcomes, String rival, int round) {
        List<Outcome> of = outcomes.getOrDefault(rival, List.of());
        return of.isEmpty() ? 0 : of.get(round).perSecond;
    }
}
