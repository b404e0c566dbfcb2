package dev.tarn.benchmarks;

import dev.tarn.spi.Clock;
import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how the price of a call grows with the number of nodes, each a process of its own: all read the same keys from their heaps and, with some of a thousand calls, change one, which each
 * other node must hear of and then read anew from Redis. Rivals take turns in short rounds.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Nodes --nodes 1,2,4,8 --changes 10</pre>
 *
 * <p>All nodes and Redis share the processors of one machine, so calls a second tell little of many nodes: read the processor time of a call. Starts a Redis of its
 * own. Options and defaults: {@link #DEFAULTS}.
 */
public final class NodesBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals", "tarn,redisson,jetcache",
            "nodes", "1,2,4,8",
            "entries", "10000",
            "changes", "10",
            "warmup", "4",
            "rounds", "8",
            "millis", "400",
            "json", "-");

    private final Clock clock = Clock.system();
    private final Arguments arguments;
    private final Report report;

    private NodesBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if a process ends or the results cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Nodes", arguments);
        NodesBenchmark benchmark = new NodesBenchmark(arguments, report);
        for (int nodes : arguments.numbers("nodes")) {
            benchmark.measure(nodes);
        }
        report.close(arguments.text("json"));
    }

    private void measure(int count) throws IOException, InterruptedException {
        Map<String, List<ChildProcess>> rivals = new LinkedHashMap<>();
        try (RedisServer server = RedisServer.start()) {
            try {
                for (String rival : arguments.words("rivals")) {
                    rivals.put(rival, new ArrayList<>());
                }
                for (Map.Entry<String, List<ChildProcess>> rival : rivals.entrySet()) {
                    open(rival.getKey(), rival.getValue(), count, server.uri());
                }
                List<String> order = new ArrayList<>(rivals.keySet());
                for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
                    Collections.rotate(order, 1);
                    for (String rival : order) {
                        round(round, rival, rivals.getOrDefault(rival, List.of()), server);
                    }
                }
            } finally {
                rivals.values().forEach(nodes -> nodes.forEach(ChildProcess::close));
            }
        }
    }

    private void open(String rival, List<ChildProcess> nodes, int count, String uri) throws IOException {
        for (int i = 0; i < count; i++) {
            nodes.add(new ChildProcess(
                    rival,
                    WorkNode.class,
                    List.of("-Xmx192m", "-XX:+UseSerialGC"),
                    rival,
                    uri,
                    arguments.text("entries")));
        }
        for (ChildProcess node : nodes) {
            node.hear("ready");
        }
        nodes.get(0).tell("fill");
        nodes.get(0).hear("filled");
    }

    private void round(int round, String rival, List<ChildProcess> nodes, RedisServer server)
            throws IOException, InterruptedException {
        int millis = arguments.number("millis") * (round < 0 ? nodes.size() : 1); // each needs as much to get warm
        double redis = ServerInfo.of(server, "cpu").cpuMicros();
        long begun = clock.nanos();
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).tell("work " + millis + " " + (1_000L * round + i) + " " + arguments.text("changes"));
        }
        long calls = 0;
        long missing = 0;
        double cpu = 0;
        for (ChildProcess node : nodes) {
            List<String> worked = node.hear("worked");
            calls += Long.parseLong(worked.get(1));
            missing += Long.parseLong(worked.get(2));
            cpu += Double.parseDouble(worked.get(3));
        }
        double seconds = (clock.nanos() - begun) / 1e9;
        double spent = ServerInfo.of(server, "cpu").cpuMicros() - redis;
        ReadRound.pause(Duration.ofMillis(20)); // the last messages come to their end
        if (round >= 0) {
            add(new Row()
                    .with("nodes", nodes.size())
                    .with("round", round)
                    .with("rival", rival)
                    .with("perSecond", calls / seconds)
                    .with("nodesMicros", cpu / calls)
                    .with("redisMicros", spent / calls)
                    .with("missing", missing)
                    .with("load", Report.load()));
        }
    }

    private void add(Row row) {
        report.line("%s", row.json());
        report.add(row);
    }
}
