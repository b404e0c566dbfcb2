package dev.tarn.benchmarks;

import dev.tarn.testing.server.MemcachedServer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/**
 * Measures reads through the store on Memcached beside Spymemcached's own {@code get} and {@code getBulk}, both of one client shared by all
 * threads: calls a second, latency, processor time. Rivals take turns in short rounds; ratios are of rounds that stand side by side.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Memcached --threads 32,1 --bulk 0,100</pre>
 *
 * <p>Starts a Memcached server of its own and ends it. {@code bulk} is how many keys a call reads, 0 for a single read. Spymemcached
 * speaks binary, its quicker protocol, and so does what ends with {@code .binary}; the others speak text, as the store does unless told
 * otherwise. {@code tarn} joins the stages that the store returns, so each thread parks, as it does in Spymemcached's {@code get}; {@code
 * cached} reads as users do, by {@code getIfPresent} and {@code getAllPresent} of a cache whose heap tier is far too small.
 * {@code socket} is a bare socket for each thread: a limit, not a rival. Options and defaults: {@link #DEFAULTS}.
 */
public final class MemcachedBenchmark {
    /** The options. Durations are milliseconds. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("rivals", "socket,spy,tarn,tarn.binary,cached,cached.binary"),
            Map.entry("threads", "32,1"),
            Map.entry("bulk", "0,100"),
            Map.entry("size", "100"),
            Map.entry("keys", "20000"),
            Map.entry("rounds", "15"),
            Map.entry("millis", "300"),
            Map.entry("warmup", "6000"),
            Map.entry("json", "-"));

    private static final int FILL = 500;

    private final Arguments arguments;
    private final Report report;

    private MemcachedBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a read fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Memcached", arguments);
        new MemcachedBenchmark(arguments, report).measure();
        report.close(arguments.text("json"));
    }

    private void measure() throws IOException, InterruptedException, ExecutionException {
        String[] keys = new String[arguments.number("keys")];
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
        try (MemcachedServer server = MemcachedServer.start(256)) {
            List<ValueReader> rivals = new ArrayList<>();
            try {
                for (String name : arguments.words("rivals")) {
                    rivals.add(MemcachedReaders.of(name, server));
                }
                compete(keys, rivals);
            } finally {
                rivals.forEach(ValueReader::close);
            }
        }
    }

    private void compete(String[] keys, List<ValueReader> rivals) throws InterruptedException, ExecutionException {
        rivals.forEach(rival -> fill(rival, keys));
        for (int bulk : arguments.numbers("bulk")) {
            List<BulkReads> reads = rivals.stream()
                    .map(rival -> BulkReads.of(rival, keys, bulk))
                    .toList();
            for (int threads : arguments.numbers("threads")) {
                new Contest(report, "spy", arguments).run("bulk=" + bulk, threads, keys, reads);
            }
        }
    }

    private void fill(ValueReader rival, String[] keys) {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, byte[]> some = new LinkedHashMap<>();
        for (String key : keys) {
            byte[] value = new byte[arguments.number("size")];
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) random.nextInt();
            }
            some.put(key, value);
            if (some.size() == FILL) {
                rival.fill(some);
                some.clear();
            }
        }
        rival.fill(some);
    }
}
