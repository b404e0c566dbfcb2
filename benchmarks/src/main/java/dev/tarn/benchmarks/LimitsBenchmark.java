package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/**
 * Measures how many keys a second a server on this machine gives at all: to bare sockets that read one key, many by one command or many by a pipeline, and to
 * the server's own measuring tool; and beside it how many of them readers get that ask for single keys. Server and readers share the processors. All
 * take turns in short rounds.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Limits --servers redis,memcached --threads 32</pre>
 *
 * <p>Starts the servers and ends them. What asks for many keys at once does so in one thread. Options and defaults: {@link #DEFAULTS}.
 */
public final class LimitsBenchmark {
    /** The options. Durations are milliseconds; the warm-up is that of each rival. */
    static final Map<String, String> DEFAULTS = Map.of(
            "servers", "redis,memcached",
            "threads", "32",
            "bulk", "100",
            "size", "100",
            "keys", "20000",
            "rounds", "10",
            "millis", "400",
            "warmup", "2000",
            "json", "-");

    private static final int FILL = 500;

    private final Arguments arguments;
    private final Report report;
    private final String[] keys;

    /** Somebody who reads. */
    interface Contender extends AutoCloseable {
        String name();

        Measured read(int millis, long seed) throws IOException, InterruptedException, ExecutionException;

        @Override
        void close();
    }

    /**
     * What came of a round.
     *
     * @param keys that were read by all threads
     * @param keysPerSecond the same in a second
     * @param cpuMicros processor time of the reading process for a key; negative if another process reads
     */
    record Measured(double keys, double keysPerSecond, double cpuMicros) {}

    private LimitsBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        this.keys = new String[arguments.number("keys")];
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if a server's tool does not run or the results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a read fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Limits", arguments);
        for (String server : arguments.words("servers")) {
            try (LimitedServer limited = LimitedServer.start(server)) {
                new LimitsBenchmark(arguments, report).measure(limited);
            }
        }
        report.close(arguments.text("json"));
    }

    private void measure(LimitedServer server) throws IOException, InterruptedException, ExecutionException {
        List<Contender> contenders = new ArrayList<>();
        try {
            for (LimitedServer.Way way : server.ways(arguments.number("size"))) {
                fill(way.reader());
                contenders.add(new Reading(way));
            }
            if (server.tool().isPresent()) {
                contenders.add(new Tool(server.tool().get(), 1));
                contenders.add(new Tool(server.tool().get(), arguments.number("bulk")));
            }
            compete(server, contenders);
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void compete(LimitedServer server, List<Contender> contenders)
            throws IOException, InterruptedException, ExecutionException {
        for (Contender contender : contenders) {
            WarmUp warmUp = new WarmUp();
            do {
                contender.read(arguments.number("warmup"), 1);
            } while (warmUp.isCompiling());
        }
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 1; round <= arguments.number("rounds"); round++) {
            Collections.rotate(contenders, 1);
            for (Contender contender : contenders) {
                double before = server.cpuMicros();
                Measured measured = contender.read(arguments.number("millis"), 1_000L * round);
                rates.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(measured.keysPerSecond);
                report.add(row(server, round, contender.name(), measured)
                        .with("serverMicros", (server.cpuMicros() - before) / measured.keys));
            }
        }
        rates.forEach((name, own) -> report.line(
                "== %s %-28s %s keys a second",
                server.name(), name, Spread.of(own).text("%,.0f")));
    }

    private static Row row(LimitedServer server, int round, String name, Measured measured) {
        Row row = new Row()
                .with("server", server.name())
                .with("round", round)
                .with("rival", name)
                .with("keysPerSecond", measured.keysPerSecond)
                .with("load", Report.load());
        return measured.cpuMicros < 0 ? row : row.with("cpuMicros", measured.cpuMicros);
    }

    private void fill(ValueReader reader) {
        SplittableRandom random = new SplittableRandom(1);
        for (int from = 0; from < keys.length; from += FILL) {
            Map<String, byte[]> values = new LinkedHashMap<>();
            for (int i = from; i < Math.min(keys.length, from + FILL); i++) {
                byte[] value = new byte[arguments.number("size")];
                random.nextBytes(value);
                values.put(keys[i], value);
            }
            reader.fill(values);
        }
    }

    /** Reads in this process. */
    private final class Reading implements Contender {
        private final LimitedServer.Way way;
        private final BulkReads reads;

        Reading(LimitedServer.Way way) {
            this.way = way;
            this.reads = BulkReads.of(way.reader(), keys, way.many() ? arguments.number("bulk") : 0);
        }

        @Override
        public String name() {
            return way.name();
        }

        @Override
        public Measured read(int millis, long seed) throws InterruptedException, ExecutionException {
            int threads = way.many() ? 1 : arguments.number("threads");
            int each = way.many() ? arguments.number("bulk") : 1;
            ReadRound.Outcome outcome = new ReadRound(reads, keys, threads, Duration.ofMillis(millis)).run(seed);
            if (outcome.missing() > 0) {
                throw new IllegalStateException(name() + " did not find " + outcome.missing());
            }
            return new Measured(
                    outcome.latencies().count() * (double) each,
                    outcome.perSecond() * each,
                    outcome.cpuMicros() / each);
        }

        @Override
        public void close() {
            reads.close();
        }
    }

    /** Reads by {@code redis-benchmark}, each time with as many requests as it made in the time before. */
    private final class Tool implements Contender {
        private final RedisTool tool;
        private final int pipeline;
        private double keysPerSecond = 20_000;

        Tool(RedisTool tool, int pipeline) {
            this.tool = tool;
            this.pipeline = pipeline;
        }

        @Override
        public String name() {
            return "redis-benchmark -P " + pipeline;
        }

        @Override
        public Measured read(int millis, long seed) throws IOException, InterruptedException {
            int requests = (int) Math.max(1_000, keysPerSecond * millis / 1e3);
            keysPerSecond = tool.reads(arguments.number("threads"), pipeline, requests);
            return new Measured(requests, keysPerSecond, -1);
        }

        @Override
        public void close() {}
    }
}
