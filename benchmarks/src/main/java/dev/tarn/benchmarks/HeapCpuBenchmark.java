package dev.tarn.benchmarks;

import dev.tarn.testing.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures heap hits as {@link HeapHitBenchmark} does, beside all that users have, on a machine that others use: each rival in a process of its own,
 * all at the same time, taking turns of a fraction of a second. Counts processor time and the bytes that the calling threads allocate, too.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar HeapCpu --threads 1,2 --keys STRING,LONG</pre>
 *
 * <p>Starts a Redis of its own if a rival needs one. Processes are started anew for each fork, for no two are compiled alike. With no turns
 * ({@code --rounds 0}) only opening and the heap for each entry are measured. Options and defaults: {@link #DEFAULTS}.
 */
public final class HeapCpuBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals",
            "map,caffeine.plain,caffeine.expiring,caffeine.counting,caffeine,caffeine.metered,cache2k,ehcache,spring.caffeine,jetcache,redisson,"
                    + "tarn,tarn.bound,tarn.policy,tarn.watched",
            "threads",
            "1,2",
            "keys",
            "STRING,LONG",
            "calls",
            "get,getIfPresent",
            "entries",
            "100000",
            "millis",
            "200",
            "warmup",
            "6",
            "rounds",
            "8",
            "forks",
            "2",
            "json",
            "-");

    private final Arguments arguments;
    private final Report report;
    private final List<HeapRival> rivals = new ArrayList<>();

    /** What is read, and how. */
    private record Task(HeapKeys keys, String call, int threads) {}

    private HeapCpuBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        for (String name : arguments.words("rivals")) {
            rivals.add(List.of(HeapRival.values()).stream()
                    .filter(rival -> rival.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no rival '" + name + "'")));
        }
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written, or a process ends
     */
    public static void main(String[] args) throws IOException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "HeapCpu", arguments);
        HeapCpuBenchmark benchmark = new HeapCpuBenchmark(arguments, report);
        for (String keys : arguments.words("keys")) {
            for (int fork = 1; fork <= arguments.number("forks"); fork++) {
                benchmark.fork(HeapKeys.valueOf(keys));
            }
        }
        report.close(arguments.text("json"));
    }

    private void fork(HeapKeys keys) throws IOException {
        if (rivals.stream().noneMatch(HeapRival::isRemote)) {
            fork(keys, "");
            return;
        }
        try (RedisServer server = RedisServer.start()) {
            fork(keys, server.uri());
        }
    }

    private void fork(HeapKeys keys, String uri) throws IOException {
        List<HeapProcess> processes = new ArrayList<>();
        try {
            for (HeapRival rival : rivals) {
                HeapProcess process = new HeapProcess(rival, keys, arguments.number("entries"), uri);
                processes.add(process);
                opened(keys, process);
            }
            for (String call : arguments.words("calls")) {
                for (int threads : arguments.numbers("threads")) {
                    if (arguments.number("rounds") > 0) {
                        compete(new Task(keys, call, threads), processes);
                    }
                }
            }
        } finally {
            processes.forEach(HeapProcess::close);
        }
    }

    private void opened(HeapKeys keys, HeapProcess process) {
        report.line(
                "%-18s open after %.0f ms, %.0f B of heap for an entry",
                process.rival().label(), process.openMillis(), process.entryBytes());
        report.add(new Row()
                .with("opened", keys.name())
                .with("rival", process.rival().label())
                .with("openMillis", process.openMillis())
                .with("entryBytes", process.entryBytes()));
    }

    private void compete(Task task, List<HeapProcess> processes) throws IOException {
        Map<HeapRival, List<HeapProcess.Turn>> turns = new EnumMap<>(HeapRival.class);
        List<HeapProcess> order = new ArrayList<>(processes);
        for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
            Collections.rotate(order, 1);
            for (HeapProcess process : order) {
                HeapProcess.Turn turn = process.turn(task.call, task.threads, arguments.number("millis"));
                if (round >= 0) {
                    turns.computeIfAbsent(process.rival(), all -> new ArrayList<>())
                            .add(turn);
                    add(task, round, process.rival(), turn);
                }
            }
        }
        turns.forEach((rival, own) -> show(task, rival, own, turns));
    }

    private void add(Task task, int round, HeapRival rival, HeapProcess.Turn turn) {
        report.add(new Row()
                .with("keys", task.keys.name())
                .with("call", task.call)
                .with("threads", task.threads)
                .with("round", round)
                .with("rival", rival.label())
                .with("perMicro", turn.perSecond() / 1e6)
                .with("cpuNanos", turn.cpuNanos())
                .with("processNanos", turn.processNanos())
                .with("bytes", turn.bytes())
                .with("load", Report.load()));
    }

    private void show(
            Task task, HeapRival rival, List<HeapProcess.Turn> own, Map<HeapRival, List<HeapProcess.Turn>> turns) {
        List<Double> ratios = new ArrayList<>();
        List<HeapProcess.Turn> base = turns.getOrDefault(HeapRival.CAFFEINE, own);
        for (int i = 0; i < own.size(); i++) {
            ratios.add(own.get(i).perSecond() / base.get(i).perSecond());
        }
        report.line(
                "== %s %s t=%d %-18s %s reads a us; over caffeine's %s; CPU of a read %s ns, of the process %s ns; %.3f B",
                task.keys,
                task.call,
                task.threads,
                rival.label(),
                Spread.of(own, turn -> turn.perSecond() / 1e6).text("%.2f"),
                Spread.of(ratios).text("%.2f"),
                Spread.of(own, HeapProcess.Turn::cpuNanos).text("%.0f"),
                Spread.of(own, HeapProcess.Turn::processNanos).text("%.0f"),
                Spread.of(own, HeapProcess.Turn::bytes).median());
    }
}
