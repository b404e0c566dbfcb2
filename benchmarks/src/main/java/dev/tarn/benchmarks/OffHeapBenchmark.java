package dev.tarn.benchmarks;

import dev.tarn.benchmarks.OffHeapRound.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;

/**
 * Measures reads of entries outside the heap beside others who keep such, and beside memory without any policy. All are filled in one process and
 * take turns of a fraction of a second; the order changes from round to round. Figures that compare are medians of the ratios of turns of one round.
 *
 * <pre>java -Xms3g -Xmx3g -XX:MaxDirectMemorySize=8g -jar benchmarks/target/tarn-benchmarks.jar OffHeap --threads 1,2</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}. Cells: {@code zipf} and {@code uniform} read copies, {@code mixed} puts in one of ten calls,
 * {@code place} and {@code placeuniform} decode the first eight bytes in place, where that can be had; else the copy is compared.
 */
public final class OffHeapBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals", "tarn,store,slab,ohc.linked,ohc.chunked,ehcache,chronicle,mapdb",
            "cells", "zipf,uniform,place,placeuniform,mixed",
            "threads", "1,2",
            "entries", "1000000",
            "millis", "150",
            "warmup", "8",
            "rounds", "15",
            "json", "-");

    private static final int BYTES_PER_ENTRY = 1000;
    private static final int PUT_PERCENT = 10;

    private final Arguments arguments;
    private final Report report;
    private final OffHeapData data;
    private final Map<OffHeapRival, OffHeapSubject> subjects = new EnumMap<>(OffHeapRival.class);

    private OffHeapBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        this.data = OffHeapData.of(arguments.number("entries"));
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a call fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "OffHeap", arguments);
        OffHeapBenchmark benchmark = new OffHeapBenchmark(arguments, report);
        try {
            benchmark.fill();
            for (String cell : arguments.words("cells")) {
                for (int threads : arguments.numbers("threads")) {
                    benchmark.compete(cell, threads);
                }
            }
        } finally {
            benchmark.subjects.values().forEach(OffHeapSubject::close);
        }
        report.close(arguments.text("json"));
    }

    private void fill() {
        for (String name : arguments.words("rivals")) {
            OffHeapRival rival = OffHeapRival.named(name);
            int entries = arguments.number("entries");
            OffHeapSubject subject = rival.open(entries, Math.max(1L << 24, (long) entries * BYTES_PER_ENTRY));
            subjects.put(rival, subject);
            data.fill(subject);
            report.line("%-12s holds %d of %d", rival, subject.entries(), entries);
        }
    }

    private void compete(String cell, int threads) throws InterruptedException, ExecutionException {
        boolean place = cell.startsWith("place");
        OffHeapRound round = new OffHeapRound(
                data,
                cell.endsWith("uniform") ? data.uniform() : data.zipf(),
                cell.equals("mixed") ? PUT_PERCENT : 0,
                arguments.number("millis"));
        Map<OffHeapRival, Boolean> inPlace = new EnumMap<>(OffHeapRival.class);
        subjects.forEach((rival, subject) -> inPlace.put(rival, subject.inPlace(place) && place));
        Map<OffHeapRival, List<Outcome>> outcomes = new EnumMap<>(OffHeapRival.class);
        List<OffHeapRival> order = new ArrayList<>(subjects.keySet());
        int warmup = arguments.number("warmup");
        for (int number = -warmup; number < arguments.number("rounds"); number++) {
            java.util.Collections.rotate(order, 1);
            for (OffHeapRival rival : order) {
                Outcome outcome = round.run(Objects.requireNonNull(subjects.get(rival)), threads);
                if (number >= 0) {
                    outcomes.computeIfAbsent(rival, none -> new ArrayList<>()).add(outcome);
                }
            }
        }
        report.line("== %s, %d threads", cell, threads);
        outcomes.forEach(
                (rival, own) -> show(cell, threads, rival, Objects.requireNonNull(inPlace.get(rival)), outcomes));
    }

    private void show(
            String cell, int threads, OffHeapRival rival, boolean inPlace, Map<OffHeapRival, List<Outcome>> outcomes) {
        List<Outcome> own = Objects.requireNonNull(outcomes.get(rival));
        Spread throughput = Spread.of(own, Outcome::throughput);
        Spread cpu = Spread.of(own, Outcome::cpuNanos);
        Spread bytes = Spread.of(own, Outcome::bytes);
        Row row = new Row()
                .with("summary", cell)
                .with("threads", threads)
                .with("rival", rival.toString())
                .with("peer", rival.isPeer() ? 1 : 0)
                .with("inPlace", inPlace ? 1 : 0)
                .with("bytes", bytes.median())
                .with("missing", Spread.of(own, Outcome::missing).median());
        throughput.into(row, "throughput");
        cpu.into(row, "cpuNanos");
        StringBuilder ratios = new StringBuilder();
        for (OffHeapRival tarn : List.of(OffHeapRival.TARN, OffHeapRival.STORE)) {
            List<Outcome> others = outcomes.get(tarn);
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
                rival, inPlace ? "*" : " ", throughput.text("%.2f"), cpu.median(), bytes.median(), ratios);
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
