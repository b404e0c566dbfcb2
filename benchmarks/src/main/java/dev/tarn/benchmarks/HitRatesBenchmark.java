package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Counts hits of whole caches, not of their stores: Tarn with a heap tier, and with a tier outside the heap that holds as many and a heap that holds a fifth of these as well, beside others that
 * hold as many and the optimum. One access after the other, in one thread.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar HitRates --traces DIRECTORY --only orm-night --percent 25</pre>
 *
 * <p>{@code demo} is what {@code bin/demo} asks for unless told otherwise: 100,000 products by Zipf's law, a change in 200 calls, a heap of 80,000 entries that begins with the most
 * popular ones. Traces are files {@code *.trace.gz}, a decimal key a line. Options and defaults: {@link #DEFAULTS}.
 */
public final class HitRatesBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS =
            Map.of("traces", "-", "only", "-", "percent", "25", "least", "500", "accesses", "1000000", "json", "-");

    private static final int PRODUCTS = 100_000;
    private static final int DEMO_HEAP = 80_000;
    private static final double SKEW = 0.99;
    private static final int CALLS_PER_CHANGE = 200;

    private final Arguments arguments;
    private final Report report;

    private HitRatesBenchmark(Arguments arguments, Report report) {
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
        Report report = new Report(out, "HitRates", arguments);
        HitRatesBenchmark benchmark = new HitRatesBenchmark(arguments, report);
        benchmark.demo();
        benchmark.traces(Accesses.files(arguments.text("traces")));
        report.close(arguments.text("json"));
    }

    private void demo() {
        Zipf zipf = new Zipf(PRODUCTS, SKEW);
        int[] keys = zipf.draw(arguments.number("accesses"), 42);
        for (boolean tiers : new boolean[] {false, true}) {
            try (TieredHits cache = tiers ? TieredHits.ofTiers(DEMO_HEAP) : TieredHits.ofHeap(DEMO_HEAP)) {
                for (int product = DEMO_HEAP - 1; product >= 0; product--) {
                    cache.access(product, 1);
                }
                int hits = 0;
                for (int i = 0; i < keys.length; i++) {
                    if (i % CALLS_PER_CHANGE == 0) {
                        cache.change(keys[i]);
                    } else {
                        hits += cache.access(keys[i], 1) ? 1 : 0;
                    }
                }
                int reads = keys.length - (keys.length + CALLS_PER_CHANGE - 1) / CALLS_PER_CHANGE;
                add(
                        sized("demo", DEMO_HEAP),
                        DEMO_HEAP,
                        tiers ? "tarn.tiers" : "tarn.heap",
                        100.0 * hits / reads,
                        cache.held());
            }
        }
    }

    private static String sized(String what, int entries) {
        return String.format(
                Locale.ROOT,
                "%s, %,d entries; tiers: %,d of them also on the heap",
                what,
                entries,
                TieredHits.heapShare(entries));
    }

    private void traces(List<Path> files) throws IOException {
        for (Path file : files) {
            if (arguments.text("only").equals("-") || arguments.words("only").contains(Accesses.nameOf(file))) {
                Accesses trace = Accesses.read(file);
                for (int percent : arguments.numbers("percent")) {
                    trace(trace, percent, (int) Math.round(trace.total() * percent / 100.0));
                }
            }
        }
    }

    private void trace(Accesses trace, int percent, int entries) {
        if (entries < arguments.number("least")) {
            return;
        }
        String what = sized(trace.name() + " at " + percent + " % of its keys", entries);
        add(what, entries, "optimum", trace.clairvoyant(entries), entries);
        add(what, entries, "caffeine", trace.percent(HitCounter.caffeine(entries)), entries);
        for (HeapRival rival : List.of(HeapRival.CACHE2K, HeapRival.EHCACHE)) {
            try (HeapSubject cache = rival.open(entries)) {
                add(what, entries, rival.label(), trace.percent(HitCounter.of(cache)), entries);
            }
        }
        for (boolean tiers : new boolean[] {false, true}) {
            try (TieredHits cache = tiers ? TieredHits.ofTiers(entries) : TieredHits.ofHeap(entries)) {
                double percentOfHits = trace.percent(cache);
                add(what, entries, tiers ? "tarn.tiers" : "tarn.heap", percentOfHits, cache.held());
            }
        }
    }

    private void add(String what, int entries, String rival, double percent, long held) {
        report.line("%-70s %-12s %6.2f %% (%,d held, %,d asked for)", what, rival, percent, held, entries);
        report.add(new Row()
                .with("trace", what)
                .with("entries", entries)
                .with("rival", rival)
                .with("hits", percent)
                .with("held", held));
    }
}
