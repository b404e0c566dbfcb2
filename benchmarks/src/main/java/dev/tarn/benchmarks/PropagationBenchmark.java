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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how long after one node begins a change other nodes still serve the old value from their heap, beside what Lettuce needs for
 * {@code SET} and {@code PUBLISH} until a listener has the message. The rivals take turns, change by change. A thread asks all other
 * nodes round and round; every change is checked on every node.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Propagation --nodes 2,4 --rounds 5000</pre>
 *
 * <p>Starts a Redis server of its own and ends it. All nodes are in this process, each with its own connections. Options and defaults:
 * {@link #DEFAULTS}.
 */
public final class PropagationBenchmark {
    /** The options. The pause before each change is microseconds. */
    static final Map<String, String> DEFAULTS =
            Map.of("nodes", "2,4", "rounds", "5000", "warmup", "2000", "pause", "300", "json", "-");

    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

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
            benchmark.measure(nodes, arguments.number("warmup"), arguments.number("rounds"));
        }
        report.close(arguments.text("json"));
    }

    private void measure(int nodes, int warmup, int rounds) throws InterruptedException, ExecutionException {
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try (RedisServer server = RedisServer.start();
                Propagation put = new Propagation.Tiered(server.uri(), nodes, true);
                Propagation invalidate = new Propagation.Tiered(server.uri(), nodes, false);
                Propagation raw = new Propagation.Raw(server.uri(), nodes)) {
            Map<Propagation, Collected> all = new LinkedHashMap<>();
            List.of(raw, put, invalidate).forEach(rival -> all.put(rival, new Collected()));
            for (int round = -warmup; round < rounds; round++) {
                for (Map.Entry<Propagation, Collected> rival : all.entrySet()) {
                    Collected into = round < 0 ? new Collected() : rival.getValue();
                    run(rival.getKey(), round, writer, into);
                }
            }
            all.forEach((rival, collected) -> show(nodes, rival.name(), collected));
        } finally {
            writer.shutdownNow();
        }
    }

    private void run(Propagation rival, int round, ExecutorService writer, Collected into)
            throws InterruptedException, ExecutionException {
        rival.prepare(round);
        ReadRound.pause(pause);
        Future<Call> call = writer.submit(() -> {
            long begun = clock.nanos();
            rival.change(round);
            return new Call(begun, clock.nanos());
        });
        List<Long> lastOld = watch(rival, round);
        Call made = call.get();
        into.returned.add(made.returned - made.begun);
        for (long moment : lastOld) {
            into.seen.add(moment - made.begun);
        }
        rival.check(round);
    }

    /** Returns, for each node that watches, the moment from which on it did not serve the old value any more. */
    private List<Long> watch(Propagation rival, int round) {
        List<Integer> old = new ArrayList<>();
        for (int watcher = 0; watcher < rival.watchers(); watcher++) {
            old.add(watcher);
        }
        List<Long> moments = new ArrayList<>();
        long since = clock.nanos();
        while (!old.isEmpty()) {
            if (clock.nanos() - since > PATIENCE_NANOS) {
                throw new IllegalStateException(rival.name() + " round " + round + ": nodes " + old + " never heard");
            }
            if (old.removeIf(watcher -> !rival.isOld(watcher, round))) {
                moments.add(clock.nanos());
                while (moments.size() < rival.watchers() - old.size()) {
                    moments.add(moments.get(moments.size() - 1));
                }
            }
        }
        return moments;
    }

    private void show(int nodes, String name, Collected collected) {
        report.line("nodes=%d %-20s seen by others   %s", nodes, name, collected.seen.text());
        report.line("nodes=%d %-20s writer returned  %s", nodes, name, collected.returned.text());
        add(nodes, name, "seen", collected.seen);
        add(nodes, name, "returned", collected.returned);
    }

    private void add(int nodes, String name, String what, Latencies latencies) {
        report.add(latencies.into(new Row()
                .with("nodes", nodes)
                .with("rival", name)
                .with("what", what)
                .with("load", Report.load())));
    }
}
