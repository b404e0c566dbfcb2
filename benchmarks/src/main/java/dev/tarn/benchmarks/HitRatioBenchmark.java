package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts hits of the off-heap tier in one thread: on traces, with entries of one size, beside Caffeine and who knows the future; and on drawn
 * accesses to entries of mixed sizes, within a budget of bytes, beside OHC's W-TinyLFU as well, which is once given the budget as its capacity, of which it holds more, and once a capacity
 * with which it keeps {@code within} the budget. No clock is involved.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar HitRatio --traces DIRECTORY</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}. Traces are files {@code *.trace.gz}, a decimal key a line.
 */
public final class HitRatioBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "traces", "-",
            "percent", "1,5,10,25",
            "least", "50",
            "unique", "100000",
            "accesses", "1000000",
            "skew", "0.9",
            "json", "-");

    private final Arguments arguments;
    private final Report report;
    private final List<Double> tarns = new ArrayList<>();
    private final List<Double> rivals = new ArrayList<>();

    private HitRatioBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if traces cannot be read or results cannot be written
     */
    public static void main(String[] args) throws IOException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        HitRatioBenchmark benchmark = new HitRatioBenchmark(arguments, new Report(out, "HitRatio", arguments));
        List<Path> files = Accesses.files(arguments.text("traces"));
        if (!files.isEmpty()) {
            benchmark.traces(files);
        }
        benchmark.mixed();
        benchmark.report.close(arguments.text("json"));
    }

    private void traces(List<Path> files) throws IOException {
        report.line("%-14s %7s %7s %8s %7s", "trace", "entries", "optimum", "Caffeine", "Tarn");
        for (Path file : files) {
            Accesses trace = Accesses.read(file);
            for (int percent : arguments.numbers("percent")) {
                int entries = (int) Math.round(trace.total() * percent / 100.0);
                if (entries >= arguments.number("least")) {
                    unit(trace, entries);
                }
            }
        }
        report.line("mean of %d: Caffeine %.2f, Tarn %.2f", tarns.size(), mean(rivals), mean(tarns));
        report.add(
                new Row().with("mean", "traces").with("caffeine", mean(rivals)).with("tarn", mean(tarns)));
    }

    private void unit(Accesses trace, int entries) {
        double optimum = trace.clairvoyant(entries);
        double caffeine = trace.percent(HitCounter.caffeine(entries));
        double tarn;
        long held;
        try (OffHeapHits store = OffHeapHits.ofEntries(entries)) {
            tarn = trace.percent(store);
            held = store.entries();
        }
        tarns.add(tarn);
        rivals.add(caffeine);
        String warning = entries >= 500 && tarn < caffeine - 3 ? " !" : "";
        report.line(
                "%-14s %7d %7.2f %8.2f %7.2f (%d held)%s",
                trace.name(), entries, optimum, caffeine, tarn, held, warning);
        report.add(new Row()
                .with("trace", trace.name())
                .with("entries", entries)
                .with("held", held)
                .with("optimum", optimum)
                .with("caffeine", caffeine)
                .with("tarn", tarn));
    }

    private void mixed() {
        report.line(
                "%-24s %10s %9s %8s %7s %7s %7s",
                "mixed sizes", "bytes", "foresight", "Caffeine", "OHC", "within", "Tarn");
        for (Accesses.Correlation correlation : Accesses.Correlation.values()) {
            Accesses accesses = Accesses.mixed(
                    correlation,
                    arguments.number("unique"),
                    arguments.number("accesses"),
                    Double.parseDouble(arguments.text("skew")),
                    42);
            for (int percent : arguments.numbers("percent")) {
                mixed(accesses, Math.max(1 << 20, accesses.total() * percent / 100));
            }
        }
    }

    private void mixed(Accesses accesses, long bytes) {
        double foresight = accesses.clairvoyant(bytes);
        double caffeine = accesses.percent(HitCounter.caffeine(bytes));
        double ohc;
        double tarn;
        try (OhcHits cache = new OhcHits(bytes)) {
            ohc = accesses.percent(cache);
        }
        double within = OhcHits.percentWithin(bytes, accesses);
        try (OffHeapHits store = OffHeapHits.ofBytes(bytes)) {
            tarn = accesses.percent(store);
        }
        report.line(
                "%-24s %10d %9.2f %8.2f %7.2f %7.2f %7.2f%s",
                accesses.name(), bytes, foresight, caffeine, ohc, within, tarn, tarn > within ? "" : " !");
        report.add(new Row()
                .with("accesses", accesses.name().toLowerCase(Locale.ROOT))
                .with("bytes", bytes)
                .with("foresight", foresight)
                .with("caffeine", caffeine)
                .with("ohcOverBudget", ohc)
                .with("ohc", within)
                .with("tarn", tarn));
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
