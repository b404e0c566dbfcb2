package dev.tarn.benchmarks;

import dev.tarn.local.Heap;
import dev.tarn.testing.server.RedisServer;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;

/**
 * Measures reads that miss the heap and hit Redis, beside Lettuce's synchronous {@code get} on one connection shared by all threads: reads
 * a second, latency, processor time. Rivals take turns in short rounds; ratios are of rounds that stand side by side.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar RemoteHit --threads 32,1 --values bytes:100,bytes:1024</pre>
 *
 * <p>Starts a Redis server of its own and ends it. Values: {@code bytes:N} or {@code string:N}. The heap tier is of a
 * few entries, so that nearly every read also stores and evicts there. {@code tarn.bare} and {@code tarn.policy} are {@code tarn.get} without a breaker
 * and with everything that a cache can be told about ages, failures and limits. Options and defaults: {@link #DEFAULTS}.
 */
public final class RemoteHitBenchmark {
    /** The options. Durations are milliseconds. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("rivals", "lettuce,tarn.get,tarn.getIfPresent"),
            Map.entry("base", "lettuce"),
            Map.entry("threads", "32,1"),
            Map.entry("values", "bytes:100,bytes:1024,string:100,string:1024"),
            Map.entry("keys", "100000"),
            Map.entry("heap", "64"),
            Map.entry("rounds", "25"),
            Map.entry("millis", "300"),
            Map.entry("warmup", "15000"),
            Map.entry("json", "-"));

    private static final int FILL = 500;

    private final Arguments arguments;
    private final Report report;

    private RemoteHitBenchmark(Arguments arguments, Report report) {
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
        Report report = new Report(out, "RemoteHit", arguments);
        RemoteHitBenchmark benchmark = new RemoteHitBenchmark(arguments, report);
        for (String values : arguments.words("values")) {
            benchmark.measure(values);
        }
        report.close(arguments.text("json"));
    }

    private void measure(String values) throws InterruptedException, ExecutionException {
        String[] spec = values.split(":", 2);
        int size = Integer.parseInt(spec[1]);
        SplittableRandom random = new SplittableRandom(size);
        switch (spec[0]) {
            case "bytes" ->
                measure(
                        values,
                        byte[].class,
                        RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE),
                        i -> bytes(random, size));
            case "string" -> measure(values, String.class, StringCodec.UTF8, i -> text(random, size));
            default -> throw new IllegalArgumentException("values are '" + values + "', not bytes:N or string:N");
        }
    }

    private static byte[] bytes(SplittableRandom random, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static String text(SplittableRandom random, int size) {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append((char) (' ' + 1 + random.nextInt(94)));
        }
        return text.toString();
    }

    private <V> void measure(String values, Class<V> type, RedisCodec<String, V> codec, IntFunction<V> value)
            throws InterruptedException, ExecutionException {
        String[] keys = new String[arguments.number("keys")];
        Arrays.setAll(keys, i -> "product:" + (100_000 + i));
        List<RemoteRival<V>> rivals = new ArrayList<>();
        try (RedisServer server = RedisServer.start()) {
            open(server, type, codec, rivals);
            fill(keys, value, rivals);
            for (int threads : arguments.numbers("threads")) {
                new Contest(report, arguments.text("base"), arguments).run(values, threads, keys, rivals);
            }
        } finally {
            rivals.forEach(RemoteRival::close);
        }
    }

    private <V> void open(RedisServer server, Class<V> type, RedisCodec<String, V> codec, List<RemoteRival<V>> rivals) {
        for (String name : arguments.words("rivals")) {
            rivals.add(
                    name.equals("lettuce")
                            ? new RemoteRival.Lettuce<>(server.uri(), codec)
                            : new RemoteRival.Tiered<>(
                                    server.uri(),
                                    type,
                                    Heap.maximumEntries(arguments.number("heap")),
                                    RemoteRival.Tiered.Reading.named(name)));
        }
    }

    private static <V> void fill(String[] keys, IntFunction<V> value, List<RemoteRival<V>> rivals) {
        for (int from = 0; from < keys.length; from += FILL) {
            Map<String, V> some = new LinkedHashMap<>();
            for (int i = from; i < Math.min(keys.length, from + FILL); i++) {
                some.put(keys[i], value.apply(i));
            }
            rivals.forEach(rival -> rival.fill(some));
        }
    }
}
