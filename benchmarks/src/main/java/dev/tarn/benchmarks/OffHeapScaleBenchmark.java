package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Measures how reads of entries outside the heap grow with their number: values of 100 bytes, all keys alike, one thread. Each rival is filled in a process of
 * its own and reads in short turns, all at the same time; where together they would take more memory than a machine has, one rival after the other.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar OffHeapScale --entries 10000,1000000,50000000</pre>
 *
 * <p>Fifty million entries take 7 to 12 GB. Options and defaults: {@link #DEFAULTS}.
 */
public final class OffHeapScaleBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals", "store,slab,ohc.linked",
            "entries", "10000,100000,1000000",
            "together", "2000000",
            "warmup", "8",
            "rounds", "12",
            "millis", "150",
            "json", "-");

    private final Arguments arguments;
    private final Report report;

    /** A rival in its process. */
    private record Node(String rival, ChildProcess process) {}

    private OffHeapScaleBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if a process ends or the results cannot be written
     */
    public static void main(String[] args) throws IOException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "OffHeapScale", arguments);
        OffHeapScaleBenchmark benchmark = new OffHeapScaleBenchmark(arguments, report);
        for (int entries : arguments.numbers("entries")) {
            if (entries <= arguments.number("together")) {
                benchmark.measure(entries, arguments.words("rivals"));
                continue;
            }
            for (String rival : arguments.words("rivals")) {
                benchmark.measure(entries, List.of(rival));
            }
        }
        report.close(arguments.text("json"));
    }

    private void measure(int entries, List<String> rivals) throws IOException {
        List<Node> nodes = new ArrayList<>();
        try {
            for (String rival : rivals) {
                ChildProcess process =
                        new ChildProcess(rival, OffHeapScaleNode.class, jvm(entries), rival, "" + entries);
                nodes.add(new Node(rival, process));
                filled(entries, rival, process.hear("ready"));
            }
            for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
                Collections.rotate(nodes, 1);
                for (Node node : nodes) {
                    node.process.tell(arguments.text("millis"));
                    List<String> turn = node.process.hear("turn");
                    if (round >= 0) {
                        add(entries, round, node.rival, turn);
                    }
                }
            }
        } finally {
            nodes.forEach(node -> node.process.close());
        }
    }

    /** Room for keys that are read, and for what an index may take on the heap. */
    private static List<String> jvm(int entries) {
        long megabytes = 512 + entries * 48L / (1 << 20);
        return List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m", "-XX:MaxDirectMemorySize=16g");
    }

    private void filled(int entries, String rival, List<String> ready) {
        report.line(
                "%-12s %,11d entries: %s put in a second, %s resident bytes each",
                rival, entries, ready.get(1), ready.get(2));
        report.add(new Row()
                .with("filled", rival)
                .with("entries", entries)
                .with("rival", rival)
                .with("putsPerSecond", Double.parseDouble(ready.get(1)))
                .with("residentBytes", Double.parseDouble(ready.get(2))));
    }

    private void add(int entries, int round, String rival, List<String> turn) {
        report.add(new Row()
                .with("entries", entries)
                .with("round", round)
                .with("rival", rival)
                .with("perMicro", Double.parseDouble(turn.get(1)))
                .with("cpuNanos", Double.parseDouble(turn.get(2)))
                .with("missingOfMillion", Double.parseDouble(turn.get(3)))
                .with("load", Report.load()));
    }
}
