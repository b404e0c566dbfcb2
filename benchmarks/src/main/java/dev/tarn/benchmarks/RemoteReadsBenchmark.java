package dev.tarn.benchmarks;

import dev.tarn.testing.server.RedisServer;
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
 * Measures reads that Redis answers beside all that users read with: clients by themselves, and caches whose heap is far too small for the keys, so that nearly
 * every read also stores and evicts there. Rivals take turns in short rounds.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar RemoteReads --threads 32,1 --sizes 100,1024 --bulk 0,100</pre>
 *
 * <p>Starts a Redis server of its own and ends it. {@code bulk} is how many keys a call reads, 0 for a single read. {@code socket} is a bare
 * socket for each thread: a limit, not a rival. Options and defaults: {@link #DEFAULTS}.
 */
public final class RemoteReadsBenchmark {
    /** The options. Durations are milliseconds. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry(
                    "rivals",
                    "socket,lettuce.sync,lettuce.async,jedis,redisson,jetcache.remote,caffeine+lettuce,redisson.local,jetcache.both,tarn.get,tarn.getIfPresent"),
            Map.entry("threads", "32,1"),
            Map.entry("sizes", "100,1024"),
            Map.entry("bulk", "0,100"),
            Map.entry("keys", "20000"),
            Map.entry("heap", "64"),
            Map.entry("rounds", "8"),
            Map.entry("millis", "250"),
            Map.entry("warmup", "1500"),
            Map.entry("json", "-"));

    private static final int FILL = 500;

    private final Arguments arguments;
    private final Report report;

    /** What is read, and how. */
    private record Task(int size, int bulk, int threads) {
        Row into(Row row) {
            return row.with("call", bulk == 0 ? "get" : "getAll of " + bulk)
                    .with("threads", threads)
                    .with("bytes", size);
        }
    }

    private RemoteReadsBenchmark(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a read fails
     * @throws IOException if the results cannot be written
     */
    public static void main(String[] args) throws InterruptedException, ExecutionException, IOException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws InterruptedException, ExecutionException, IOException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "RemoteReads", arguments);
        RemoteReadsBenchmark benchmark = new RemoteReadsBenchmark(arguments, report);
        for (int size : arguments.numbers("sizes")) {
            benchmark.measure(size);
        }
        report.close(arguments.text("json"));
    }

    private void measure(int size) throws InterruptedException, ExecutionException {
        String[] keys = new String[Math.max(2_000, Math.min(arguments.number("keys"), (256 << 20) / size / 8))];
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
        List<ValueReader> readers = new ArrayList<>();
        try (RedisServer server = RedisServer.start()) {
            try {
                for (String rival : arguments.words("rivals")) {
                    readers.add(open(rival, server, size));
                }
                readers.forEach(reader -> fill(reader, keys, size));
                for (int bulk : arguments.numbers("bulk")) {
                    for (int threads : arguments.numbers("threads")) {
                        compete(new Task(size, bulk, threads), keys, readers);
                    }
                }
            } finally {
                readers.forEach(ValueReader::close);
            }
        }
    }

    private ValueReader open(String rival, RedisServer server, int size) {
        String uri = server.uri();
        int heap = arguments.number("heap");
        return switch (rival) {
            case "socket" -> new SocketReader(server.address(), server.port(), size, false);
            case "lettuce.sync" -> new LettuceReaders.Sync(uri);
            case "lettuce.async" -> new LettuceReaders.Async(uri);
            case "caffeine+lettuce" -> new LettuceReaders.WithCaffeine(uri, heap);
            case "jedis" -> new PeerReaders.Jedis(server.address(), server.port());
            case "redisson" -> new PeerReaders.RedissonBuckets(uri);
            case "redisson.local" -> new PeerReaders.RedissonLocal(uri, heap);
            case "jetcache.remote" -> new PeerReaders.Jet(uri, heap, false);
            case "jetcache.both" -> new PeerReaders.Jet(uri, heap, true);
            case "tarn.get" -> new TarnReader(uri, heap, true);
            case "tarn.getIfPresent" -> new TarnReader(uri, heap, false);
            default -> throw new IllegalArgumentException("no rival '" + rival + "'");
        };
    }

    private static void fill(ValueReader reader, String[] keys, int size) {
        SplittableRandom random = new SplittableRandom(size);
        int some = Math.max(1, Math.min(FILL, (4 << 20) / size));
        for (int from = 0; from < keys.length; from += some) {
            Map<String, byte[]> values = new LinkedHashMap<>();
            for (int i = from; i < Math.min(keys.length, from + some); i++) {
                byte[] value = new byte[size];
                for (int at = 0; at < size; at++) {
                    value[at] = (byte) random.nextInt();
                }
                values.put(keys[i], value);
            }
            reader.fill(values);
        }
    }

    private void compete(Task task, String[] keys, List<ValueReader> readers)
            throws InterruptedException, ExecutionException {
        List<RemoteRival<?>> order = new ArrayList<>();
        for (ValueReader reader : readers) {
            RemoteRival<?> rival = BulkReads.of(reader, keys, task.bulk);
            WarmUp warmUp = new WarmUp();
            do {
                round(rival, keys, task, arguments.number("warmup"), 1);
            } while (warmUp.isCompiling());
            order.add(rival);
        }
        Map<String, List<ReadRound.Outcome>> outcomes = new LinkedHashMap<>();
        for (int round = 1; round <= arguments.number("rounds"); round++) {
            Collections.rotate(order, 1);
            for (RemoteRival<?> rival : order) {
                ReadRound.Outcome outcome = round(rival, keys, task, arguments.number("millis"), 1_000L * round);
                outcomes.computeIfAbsent(rival.name(), name -> new ArrayList<>())
                        .add(outcome);
                add(task, round, rival.name(), outcome);
            }
        }
        outcomes.forEach((rival, own) -> show(task, rival, own));
    }

    private static ReadRound.Outcome round(RemoteRival<?> rival, String[] keys, Task task, int millis, long seed)
            throws InterruptedException, ExecutionException {
        return new ReadRound(rival, keys, task.threads, Duration.ofMillis(millis)).run(seed);
    }

    private void add(Task task, int round, String rival, ReadRound.Outcome outcome) {
        report.add(outcome.latencies()
                .into(task.into(new Row())
                        .with("round", round)
                        .with("rival", rival)
                        .with("perSecond", outcome.perSecond())
                        .with("cpuMicros", outcome.cpuMicros())
                        .with("missing", outcome.missing())
                        .with("load", Report.load())));
    }

    private void show(Task task, String rival, List<ReadRound.Outcome> own) {
        long missing = own.stream().mapToLong(ReadRound.Outcome::missing).sum();
        report.line(
                "== %s %-18s %s calls a second; CPU of the process %s us; p50 %s us, p99 %s us%s",
                task,
                rival,
                Spread.of(own, ReadRound.Outcome::perSecond).text("%.0f"),
                Spread.of(own, ReadRound.Outcome::cpuMicros).text("%.1f"),
                Spread.of(own, outcome -> outcome.latencies().micros(50)).text("%.0f"),
                Spread.of(own, outcome -> outcome.latencies().micros(99)).text("%.0f"),
                missing == 0 ? "" : "; " + missing + " MISSING");
    }
}
