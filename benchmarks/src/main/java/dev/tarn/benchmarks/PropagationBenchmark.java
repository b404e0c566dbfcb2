package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how long after one node begins a change other nodes still serve the old value from their memory. The rivals take turns,
 * change by change; {@code lettuce.publish}, which is {@code PUBLISH} and a map, is what the others are compared with. A thread asks all
 * other nodes round and round; every change is checked on every node.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Propagation --nodes 4 --blocks 10 --rounds 500</pre>
 *
 * <p>Starts a Redis server of its own and ends it. All nodes are in this process, each with its own connections and threads. Each block of
 * rounds gives a p50 and a p99 for each rival, and ratios of these: the table has the median of the blocks and their range. Options and
 * defaults: {@link #DEFAULTS}.
 */
public final class PropagationBenchmark {
    /** The options. The pause before each change is microseconds. */
    static final Map<String, String> DEFAULTS = Map.of(
            "nodes", "4",
            "rivals", NearCaches.ALL,
            "blocks", "10",
            "rounds", "500",
            "warmup", "2000",
            "pause", "300",
            "json", "-");

    private static final String BASE = "lettuce.publish";
    private static final String KEY = "product:1";
    private static final int ENTRIES = 1_000;
    private static final int PATIENCE_SECONDS = 5;

    private final Clock clock = Clock.system();
    private final Duration pause;
    private final Report report;

    /** What is collected of one rival: until the last old answer of a node, and until the writer's call returned. */
    private record Collected(Latencies seen, Latencies returned) {
        Collected() {
            this(new Latencies(), new Latencies());
        }
    }

    private record Call(long begun, long returned) {}

    private PropagationBenchmark(Duration pause, Report report) {
        this.pause = pause;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a write fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Propagation", arguments);
        Duration pause = Duration.ofNanos(arguments.number("pause") * 1_000L);
        PropagationBenchmark benchmark = new PropagationBenchmark(pause, report);
        for (int nodes : arguments.numbers("nodes")) {
            benchmark.measure(nodes, arguments);
        }
        report.close(arguments.text("json"));
    }

    private void measure(int nodes, Arguments arguments) throws InterruptedException, ExecutionException {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (RedisServer server = RedisServer.start();
                Rivals rivals = Rivals.open(arguments.words("rivals"), server.uri(), nodes, ENTRIES)) {
            block(rivals, -arguments.number("warmup"), arguments.number("warmup"), writer);
            List<Map<String, Collected>> blocks = new ArrayList<>();
            int rounds = arguments.number("rounds");
            for (int block = 0; block < arguments.number("blocks"); block++) {
                blocks.add(block(rivals, block * rounds, rounds, writer));
                report(nodes, block, Objects.requireNonNull(blocks.get(block)));
            }
            show(nodes, rivals, blocks);
        } finally {
            writer.shutdownNow();
        }
    }

    private Map<String, Collected> block(Rivals rivals, int first, int rounds, ExecutorService writer)
            throws InterruptedException, ExecutionException {
        Map<String, Collected> collected = new LinkedHashMap<>();
        rivals.forEach(rival -> collected.put(rival.name(), new Collected()));
        for (int round = first; round < first + rounds; round++) {
            for (NearCaches rival : rivals) {
                run(rival, "old " + round, writer, Objects.requireNonNull(collected.get(rival.name())));
            }
        }
        return collected;
    }

    private void run(NearCaches rival, String value, ExecutorService writer, Collected into)
            throws InterruptedException, ExecutionException {
        prepare(rival, value);
        Future<Call> call = writer.submit(() -> {
            long begun = clock.nanos();
            rival.change(0, KEY);
            return new Call(begun, clock.nanos());
        });
        List<Long> lastOld = watch(rival, value);
        Call made = call.get();
        into.returned.add(made.returned - made.begun);
        for (long moment : lastOld) {
            into.seen.add(moment - made.begun);
        }
        check(rival);
    }

    /** Brings the value to all nodes; once more if what was still on its way has removed it somewhere. */
    private void prepare(NearCaches rival, String value) throws InterruptedException {
        long since = clock.nanos();
        do {
            if (clock.nanos() - since > Duration.ofSeconds(PATIENCE_SECONDS).toNanos()) {
                throw new IllegalStateException(rival.name() + " does not bring " + value + " to all nodes");
            }
            rival.fill(Map.of(KEY, value));
            ReadRound.pause(pause);
        } while (!isEverywhere(rival, value));
    }

    private static boolean isEverywhere(NearCaches rival, String value) {
        for (int node = 0; node < rival.nodes(); node++) {
            if (!rival.holds(node, KEY, value)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns, for each node but the first, the moment from which on it did not serve the old value any more. Yields between two looks, for
     * what is watched may need this very processor.
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
    private List<Long> watch(NearCaches rival, String value) {
        List<Integer> old = new ArrayList<>();
        for (int node = 1; node < rival.nodes(); node++) {
            old.add(node);
        }
        List<Long> moments = new ArrayList<>();
        long since = clock.nanos();
        while (!old.isEmpty()) {
            if (clock.nanos() - since > Duration.ofSeconds(PATIENCE_SECONDS).toNanos()) {
                throw new IllegalStateException(rival.name() + " " + value + ": nodes " + old + " never heard");
            }
            if (old.removeIf(node -> !rival.holds(node, KEY, value))) {
                long now = clock.nanos();
                while (moments.size() < rival.nodes() - 1 - old.size()) {
                    moments.add(now);
                }
            }
            Thread.yield();
        }
        return moments;
    }

    /** Fails if a node serves anything but what it should after the change. */
    private static void check(NearCaches rival) {
        String expected = rival.expectedAfterChange(KEY);
        for (int node = 0; node < rival.nodes(); node++) {
            String value = rival.read(node, KEY);
            if (!Objects.equals(expected, value)) {
                throw new IllegalStateException(
                        rival.name() + ": node " + node + " serves " + value + " instead of " + expected);
            }
        }
    }

    private void report(int nodes, int block, Map<String, Collected> collected) {
        collected.forEach((name, of) -> {
            add(nodes, block, name, "seen", of.seen);
            add(nodes, block, name, "returned", of.returned);
        });
    }

    private void add(int nodes, int block, String name, String what, Latencies latencies) {
        report.add(latencies.into(new Row()
                .with("nodes", nodes)
                .with("block", block)
                .with("rival", name)
                .with("what", what)
                .with("load", Report.load())));
    }

    private void show(int nodes, Rivals rivals, List<Map<String, Collected>> blocks) {
        report.line(
                "== %d nodes, until the others do not serve the old value: median of %d blocks [least..greatest], us; "
                        + "ratios to %s of the same block, bar 1.2",
                nodes, blocks.size(), BASE);
        for (NearCaches rival : rivals) {
            Latencies all = new Latencies();
            blocks.forEach(block -> all.addAll(of(block, rival.name()).seen));
            report.line(
                    "%-20s p50 %-24s p99 %-24s %s returned p50 %s",
                    rival.name(),
                    Spread.of(blocks, block -> of(block, rival.name()).seen.micros(50))
                            .text("%.0f"),
                    Spread.of(blocks, block -> of(block, rival.name()).seen.micros(99))
                            .text("%.0f"),
                    ratios(rival.name(), blocks),
                    Spread.of(blocks, block -> of(block, rival.name()).returned.micros(50))
                            .text("%.0f"));
            report.line("%-20s all blocks together: %s", "", all.text());
            report.add(summary(nodes, rival.name(), all, blocks));
        }
        rivals.remarkTo(report);
    }

    private static Collected of(Map<String, Collected> block, String rival) {
        return Objects.requireNonNull(block.get(rival), "no such rival in this run");
    }

    private static String ratios(String rival, List<Map<String, Collected>> blocks) {
        if (!blocks.get(0).containsKey(BASE)) {
            return "";
        }
        return String.format(
                "p50 x %-20s p99 x %-20s",
                ratio(rival, blocks, 50).text("%.2f"), ratio(rival, blocks, 99).text("%.2f"));
    }

    private static Spread ratio(String rival, List<Map<String, Collected>> blocks, double percentile) {
        return Spread.of(
                blocks,
                block -> of(block, rival).seen.micros(percentile)
                        / of(block, BASE).seen.micros(percentile));
    }

    private static Row summary(int nodes, String rival, Latencies all, List<Map<String, Collected>> blocks) {
        Row row = all.into(new Row().with("summary", rival).with("nodes", nodes));
        if (blocks.get(0).containsKey(BASE)) {
            row.with("p50Ratio", ratio(rival, blocks, 50).median())
                    .with("p99Ratio", ratio(rival, blocks, 99).median());
        }
        return row;
    }
}
