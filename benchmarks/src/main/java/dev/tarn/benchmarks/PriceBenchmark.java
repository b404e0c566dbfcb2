package dev.tarn.benchmarks;

import dev.tarn.CacheLoader;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.redis.RedisStore;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Polled;
import dev.tarn.spi.Position;
import dev.tarn.testing.server.RedisServer;
import dev.tarn.tiered.Tarn;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what Tarn costs Redis, as Redis itself counts it: the invalidation of one key while several nodes are subscribed, a poll that
 * finds nothing new, and a load (lease and fill). One call follows the other.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Price --nodes 4 --calls 5000 --rounds 10</pre>
 *
 * <p>{@code INFO commandstats} counts a script's time with all that runs in it, publishing to the subscribers included, and counts the
 * commands in it once more, each under its own name. The figure taken is the script's, which holds the rest; the commands in it are
 * listed for information and must not be added. It is passed time: where other programs push Redis off its processor, it grows. So the
 * median of a script's calls is given as well (from {@code INFO latencystats}), and the processor time of the whole server ({@code INFO
 * cpu}), which holds reading requests and writing answers and messages too. Options and defaults: {@link #DEFAULTS}.
 */
public final class PriceBenchmark {
    /** The options. Calls are those of a round. */
    static final Map<String, String> DEFAULTS =
            Map.of("nodes", "4", "calls", "5000", "rounds", "10", "warmup", "2", "bound", "2000", "json", "-");

    private static final Duration SETTLE = Duration.ofMillis(100);
    private static final int STEPS = 1_000;
    private static final List<String> SCRIPTS = List.of("evalsha", "eval", "fcall");

    private final Arguments arguments;
    private final Report report;
    private final RedisServer server;
    private final Map<String, List<Price>> prices = new LinkedHashMap<>();

    /**
     * What one operation cost. Microseconds.
     *
     * @param script of all scripts of an operation, by commandstats
     * @param median of the calls of scripts, by latencystats
     * @param others of commands outside scripts; an upper bound, where the same command runs in a script as well
     * @param server processor time of the whole server
     * @param scripts calls of scripts for each operation
     */
    private record Price(double script, double median, double others, double server, double scripts) {}

    /** What is measured. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private PriceBenchmark(Arguments arguments, Report report, RedisServer server) {
        this.arguments = arguments;
        this.report = report;
        this.server = server;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "Price", arguments);
        try (RedisServer server = RedisServer.start()) {
            new PriceBenchmark(arguments, report, server).measure();
        }
        report.close(arguments.text("json"));
    }

    private void measure() throws InterruptedException {
        List<Tarn> tarns = new ArrayList<>();
        List<LoadingCache<String, String>> caches = new ArrayList<>();
        RedisStore polling = Connections.tarn(server.uri());
        try {
            for (int i = 0; i < arguments.number("nodes"); i++) {
                Tarn tarn = Tarn.builder()
                        .namespace("price")
                        .remote(Connections.tarn(server.uri()))
                        .build();
                tarns.add(tarn);
                caches.add(tarn.cache("priced", String.class, String.class)
                        .heap(Heap.maximumEntries(2L * arguments.number("calls")))
                        .expireAfterWrite(Duration.ofMinutes(30))
                        .maximumStaleness(Duration.ofMillis(arguments.number("bound")))
                        .loader(CacheLoader.of(key -> "value of " + key))
                        .build());
            }
            BusChannel channel = polling.bus().open(new CacheId("price", "polled"), new Deaf());
            channel.append(Invalidation.Operation.INVALIDATE, List.of("key".getBytes(StandardCharsets.US_ASCII)))
                    .toCompletableFuture()
                    .join();
            for (int round = -arguments.number("warmup"); round < arguments.number("rounds"); round++) {
                round(round, caches.get(0), channel);
            }
            show("invalidate", 20);
            show("poll", 10);
            show("load", 0);
        } finally {
            tarns.forEach(Tarn::close);
            polling.close();
        }
    }

    private void round(int round, LoadingCache<String, String> cache, BusChannel channel) throws InterruptedException {
        int calls = arguments.number("calls");
        measure(round, "load", () -> {
            for (int i = 0; i < calls; i++) {
                cache.get("key-" + i);
            }
            ReadRound.pause(SETTLE); // the last fills are under way when their loads have answered
        });
        measure(round, "invalidate", () -> {
            for (int i = 0; i < calls; i++) {
                cache.invalidate("key-" + i);
            }
        });
        Position head = head(
                channel.poll(Position.unknown(0), STEPS).toCompletableFuture().join());
        measure(round, "poll", () -> {
            for (int i = 0; i < calls; i++) {
                Polled answer = channel.poll(head, STEPS).toCompletableFuture().join();
                if (!head(answer).equals(head)) {
                    throw new IllegalStateException("the log has moved: this was no idle poll");
                }
            }
        });
    }

    private static Position head(Polled answer) {
        return answer instanceof Polled.Entries entries ? entries.head() : ((Polled.Reset) answer).head();
    }

    private void measure(int round, String what, Work work) throws InterruptedException {
        int calls = arguments.number("calls");
        server.command("CONFIG", "RESETSTAT");
        double before = ServerInfo.of(server, "cpu").cpuMicros();
        work.run();
        double after = ServerInfo.of(server, "cpu").cpuMicros();
        ServerInfo stats = ServerInfo.of(server, "commandstats");
        ServerInfo latencies = ServerInfo.of(server, "latencystats");
        double script = 0;
        double scripts = 0;
        double median = 0;
        for (String name : SCRIPTS) {
            script += stats.part("cmdstat_" + name, "usec");
            scripts += stats.part("cmdstat_" + name, "calls");
            median = Math.max(median, latencies.part("latency_percentiles_usec_" + name, "p50"));
        }
        double reads = stats.part("cmdstat_mget", "usec");
        Price price = new Price(script / calls, median, reads / calls, (after - before) / calls, scripts / calls);
        if (round >= 0) {
            prices.computeIfAbsent(what, all -> new ArrayList<>()).add(price);
            report.line("round %-2d %-10s %s; commands: %s", round, what, price, stats.breakdown("cmdstat_", calls));
            report.add(row(new Row().with("round", round).with("what", what), price));
        }
    }

    private static Row row(Row row, Price price) {
        return row.with("scriptMicros", price.script)
                .with("medianMicros", price.median)
                .with("mgetMicros", price.others)
                .with("serverMicros", price.server)
                .with("scripts", price.scripts)
                .with("load", Report.load());
    }

    private void show(String what, int bar) {
        List<Price> all = prices.getOrDefault(what, List.of());
        Spread script = Spread.of(all, Price::script);
        report.line(
                "== one %s costs Redis %s us in %s scripts%s; one such call p50 %s us; MGET beside them %s us;"
                        + " processor time of the whole server %s us",
                what,
                script.text("%.1f"),
                Spread.of(all, Price::scripts).text("%.2f"),
                bar == 0 ? "" : " (bar " + bar + " us: " + (script.median() <= bar ? "met" : "missed") + ")",
                Spread.of(all, Price::median).text("%.0f"),
                Spread.of(all, Price::others).text("%.1f"),
                Spread.of(all, Price::server).text("%.1f"));
        report.add(script.into(new Row().with("summary", what), "scriptMicros"));
    }

    /** Hears nothing: here is only asked. */
    private static final class Deaf implements BusListener {
        @Override
        public void onMessage(Invalidation message) {}

        @Override
        public void onConnected() {}

        @Override
        public void onDisconnected() {}
    }
}
