package dev.tarn.benchmarks;

import dev.tarn.benchmarks.OffHeapRound.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Measures reads of entries outside the heap beside others who keep such, and beside memory without any policy. Each is in a process of its own, as it is
 * with its users, and all take turns of a fraction of a second; the order changes from round to round. Figures that compare are medians of the ratios of
 * turns of one round.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar OffHeap --threads 1,2</pre>
 *
 * <p>Processes are started anew for each fork, for no two are compiled alike, and for reads in place, for users do one or the other. Together they take
 * 15 GB with a million entries. Options and defaults: {@link #DEFAULTS}. Cells: {@code zipf} and {@code uniform} read copies, {@code mixed} puts in one of
 * ten calls, {@code place} and {@code placeuniform} decode the first eight bytes in place, where that can be had; else the copy is compared.
 *
 * <p>One read in {@code absent} asks for a key that nobody has put, as with every cache; 0 for none. Without any, a JIT compiler leaves out what a caller does when nothing is found, and the
 * processor, which guesses that way while it waits for an index, gets no further there: {@code docs/design/0020-off-heap-store.md}.
 */
public final class OffHeapBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals", "tarn,store,slab,ohc.linked,ohc.chunked,ehcache,chronicle,mapdb",
            "cells", "zipf,uniform,place,placeuniform,mixed",
            "threads", "1,2",
            "entries", "1000000",
            "absent", "1024",
            "forks", "3",
            "millis", "150",
            "warmup", "6",
            "rounds", "6",
            "json", "-");

    private final Arguments arguments;
    private final Report report;
    private final Map<Task, Map<OffHeapRival, List<Outcome>>> outcomes = new LinkedHashMap<>();
    private final Set<OffHeapRival> inPlace = EnumSet.noneOf(OffHeapRival.class);

    private record Task(String cell, int threads) {
        static boolean isInPlace(String cell) {
            return cell.startsWith("place");
        }
    }

    private OffHeapBenchmark(Arguments arguments, Report report) {
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
        Report report = new Report(out, "OffHeap", arguments);
        OffHeapBenchmark benchmark = new OffHeapBenchmark(arguments, report);
        for (int fork = 0; fork < arguments.number("forks"); fork++) {
            benchmark.fork(false);
            benchmark.fork(true);
        }
        benchmark.outcomes.forEach(benchmark::show);
        report.close(arguments.text("json"));
    }

    private void fork(boolean place) throws IOException {
        List<String> cells = arguments.words("cells").stream()
                .filter(cell -> Task.isInPlace(cell) == place)
                .toList();
        List<OffHeapProcess> processes = new ArrayList<>();
        try {
            for (String name : cells.isEmpty() ? List.<String>of() : arguments.words("rivals")) {
                processes.add(new OffHeapProcess(
                        OffHeapRival.named(name), arguments.number("entries"), place, arguments.number("absent")));
            }
            for (OffHeapProcess process : processes) {
                filled(process);
            }
            for (String cell : cells) {
                for (int threads : arguments.numbers("threads")) {
                    compete(new Task(cell, threads), processes);
                }
            }
        } finally {
            processes.forEach(OffHeapProcess::close);
        }
    }

    private void filled(OffHeapProcess process) throws IOException {
        OffHeapProcess.Filled filled = process.filled();
        if (filled.inPlace()) {
            inPlace.add(process.rival());
        }
        report.line("%-12s holds %d of %d", process.rival(), filled.entries(), arguments.number("entries"));
    }

    private void compete(Task task, List<OffHeapProcess> processes) throws IOException {
        Map<OffHeapRival, List<Outcome>> all =
                outcomes.computeIfAbsent(task, none -> new EnumMap<>(OffHeapRival.class));
        List<OffHeapProcess> order = new ArrayList<>(processes);
        for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
            Collections.rotate(order, 1);
            for (OffHeapProcess process : order) {
                Outcome outcome = process.turn(task.cell, task.threads, arguments.number("millis"));
                if (round >= 0) {
                    all.computeIfAbsent(process.rival(), none -> new ArrayList<>())
                            .add(outcome);
                }
            }
        }
    }

    private void show(Task task, Map<OffHeapRival, List<Outcome>> all) {
        report.line("== %s, %d threads", task.cell, task.threads);
        all.keySet().forEach(rival -> show(task, rival, all));
    }

    private void show(Task task, OffHeapRival rival, Map<OffHeapRival, List<Outcome>> all) {
        List<Outcome> own = Objects.requireNonNull(all.get(rival));
        boolean place = Task.isInPlace(task.cell) && inPlace.contains(rival);
        Spread throughput = Spread.of(own, Outcome::throughput);
        Spread cpu = Spread.of(own, Outcome::cpuNanos);
        Spread bytes = Spread.of(own, Outcome::bytes);
        Row row = new Row()
                .with("summary", task.cell)
                .with("threads", task.threads)
                .with("rival", rival.toString())
                .with("peer", rival.isPeer() ? 1 : 0)
                .with("inPlace", place ? 1 : 0)
                .with("bytes", bytes.median())
                .with("missing", Spread.of(own, Outcome::missing).median());
        throughput.into(row, "throughput");
        cpu.into(row, "cpuNanos");
        StringBuilder ratios = new StringBuilder();
        for (OffHeapRival tarn : List.of(OffHeapRival.TARN, OffHeapRival.STORE)) {
            List<Outcome> others = all.get(tarn);
            if (others != null) {
                Spread ratio = ratio(others, own, Outcome::throughput);
                Spread spent = ratio(own, others, Outcome::cpuNanos);
                ratio.into(row, tarn + "Ratio");
                spent.into(row, tarn + "CpuRatio");
                ratios.append(
                        "; %s is %s times as quick, by CPU %s".formatted(tarn, ratio.text("%.2f"), spent.text("%.2f")));
            }
        }
        report.line(
                "%-12s%s %s M/s, CPU %.0f ns, %.0f B%s",
                rival, place ? "*" : " ", throughput.text("%.2f"), cpu.median(), bytes.median(), ratios);
        report.add(row);
    }

    private static Spread ratio(List<Outcome> ones, List<Outcome> others, ToDoubleFunction<Outcome> measure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ones.size(); i++) {
            ratios.add(measure.applyAsDouble(ones.get(i)) / measure.applyAsDouble(others.get(i)));
        }
        return Spread.of(ratios);
    }
}
