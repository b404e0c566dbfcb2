package dev.tarn.benchmarks;

import dev.tarn.Cache;
import dev.tarn.WriteStatus;
import dev.tarn.local.Heap;
import dev.tarn.memcached.MemcachedStore;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.EnvelopeHeader;
import dev.tarn.spi.RemoteRead;
import dev.tarn.spi.RemoteTier;
import dev.tarn.testing.server.MemcachedServer;
import dev.tarn.tiered.Tarn;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import net.spy.memcached.BinaryConnectionFactory;
import net.spy.memcached.ConnectionFactory;
import net.spy.memcached.DefaultConnectionFactory;
import net.spy.memcached.MemcachedClient;
import org.jspecify.annotations.Nullable;

/**
 * Measures reads through the store on Memcached beside Spymemcached's own {@code get} and {@code getBulk}, both of one client shared by all
 * threads: calls a second, latency, processor time. Rivals take turns in short rounds; ratios are of rounds that stand side by side.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar Memcached --threads 32,1 --bulk 0,100</pre>
 *
 * <p>Starts a Memcached server of its own and ends it. {@code bulk} is how many keys a call reads, 0 for a single read. Spymemcached
 * speaks binary, its quicker protocol, and so does {@code tarn.binary}; {@code tarn} speaks text, as the store does unless told otherwise.
 * These two join the stages of the store, so each thread parks; {@code cached} and {@code cached.binary} read as users do, by {@code
 * getIfPresent} and {@code getAllPresent} of a cache whose heap tier is far too small, so the threads stay awake for a while.
 * Options and defaults: {@link #DEFAULTS}.
 */
public final class MemcachedBenchmark {
    /** The options. Durations are milliseconds. */
    static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("rivals", "spy,tarn,tarn.binary,cached,cached.binary"),
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
        try (MemcachedServer server = MemcachedServer.start(256);
                Rival spy = new Spy(server);
                Rival text = new Store("tarn", server, false);
                Rival binary = new Store("tarn.binary", server, true);
                Rival cached = new Cached("cached", server, false);
                Rival cachedBinary = new Cached("cached.binary", server, true)) {
            List<Rival> all = List.of(spy, text, binary, cached, cachedBinary);
            all.forEach(rival -> fill(rival, keys));
            List<Rival> rivals = all.stream()
                    .filter(rival -> arguments.words("rivals").contains(rival.name()))
                    .toList();
            for (int bulk : arguments.numbers("bulk")) {
                for (int threads : arguments.numbers("threads")) {
                    compete(bulk, threads, keys, rivals);
                }
            }
        }
    }

    private void fill(Rival rival, String[] keys) {
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

    private void compete(int bulk, int threads, String[] keys, List<Rival> rivals)
            throws InterruptedException, ExecutionException {
        Map<String, List<ReadRound.Outcome>> outcomes = new LinkedHashMap<>();
        List<Rival> order = new ArrayList<>(rivals);
        for (Rival rival : order) {
            round(rival, bulk, threads, keys, arguments.number("warmup") / rivals.size(), 1);
        }
        for (int round = 1; round <= arguments.number("rounds"); round++) {
            for (Rival rival : order) {
                ReadRound.Outcome outcome =
                        round(rival, bulk, threads, keys, arguments.number("millis"), 1_000L * round);
                outcomes.computeIfAbsent(rival.name(), name -> new ArrayList<>())
                        .add(outcome);
                show(bulk, threads, round, rival, outcome);
            }
            Collections.reverse(order);
        }
        List<ReadRound.Outcome> base = outcomes.get("spy");
        if (base != null) {
            outcomes.forEach((name, own) -> summarise(bulk, threads, name, base, own));
        }
    }

    private static ReadRound.Outcome round(Rival rival, int bulk, int threads, String[] keys, int millis, long seed)
            throws InterruptedException, ExecutionException {
        return new ReadRound(rival.reads(keys, bulk), keys, threads, Duration.ofMillis(millis)).run(seed);
    }

    private void show(int bulk, int threads, int round, Rival rival, ReadRound.Outcome outcome) {
        report.line(
                "bulk=%-3d t=%-2d round %d %-12s %8.0f/s cpu=%.2f us %s missing=%d",
                bulk,
                threads,
                round,
                rival.name(),
                outcome.perSecond(),
                outcome.cpuMicros(),
                outcome.latencies().text(),
                outcome.missing());
        report.add(outcome.latencies()
                .into(new Row()
                        .with("bulk", bulk)
                        .with("threads", threads)
                        .with("round", round)
                        .with("rival", rival.name())
                        .with("perSecond", outcome.perSecond())
                        .with("cpuMicros", outcome.cpuMicros())
                        .with("missing", outcome.missing())
                        .with("load", Report.load())));
    }

    private void summarise(
            int bulk, int threads, String name, List<ReadRound.Outcome> base, List<ReadRound.Outcome> own) {
        List<Double> speed = new ArrayList<>();
        List<Double> middle = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            speed.add(own.get(i).perSecond() / base.get(i).perSecond());
            middle.add(
                    own.get(i).latencies().micros(50) / base.get(i).latencies().micros(50));
        }
        report.line(
                "== bulk=%d t=%d %-12s / spy, median of rounds [min..max]: throughput %s p50 %s",
                bulk, threads, name, spread(speed), spread(middle));
        report.add(new Row()
                .with("summary", "bulk " + bulk)
                .with("threads", threads)
                .with("rival", name)
                .with("throughputRatio", Report.median(speed))
                .with("p50Ratio", Report.median(middle)));
    }

    private static String spread(List<Double> ratios) {
        return String.format(
                "%.2f [%.2f..%.2f]", Report.median(ratios), Collections.min(ratios), Collections.max(ratios));
    }

    /** Reads values from Memcached, each in its own way and under its own keys. */
    private interface Rival extends AutoCloseable {
        String name();

        void fill(Map<String, byte[]> values);

        byte @Nullable [] read(String key);

        /** Returns how many of the keys have a value. */
        int readAll(Collection<String> keys);

        @Override
        void close();

        /** Returns reads as a round wants them: of one key, or of that key and those that follow it. */
        default RemoteRival<Object> reads(String[] keys, int bulk) {
            Map<String, Integer> places = new HashMap<>();
            for (int i = 0; i < keys.length; i++) {
                places.put(keys[i], i);
            }
            return new RoundReads(this, keys, places, bulk);
        }
    }

    /** Lets a rival take part in a round. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record RoundReads(Rival rival, String[] keys, Map<String, Integer> places, int bulk)
            implements RemoteRival<Object> {
        @Override
        public String name() {
            return rival.name();
        }

        @Override
        public void fill(Map<String, Object> values) {}

        @Override
        public @Nullable Object read(String key) {
            if (bulk == 0) {
                return rival.read(key);
            }
            int first = places.getOrDefault(key, 0);
            List<String> some = new ArrayList<>(bulk);
            for (int i = 0; i < bulk; i++) {
                some.add(keys[(first + i) % keys.length]);
            }
            return rival.readAll(some) == bulk ? key : null;
        }

        @Override
        public String remarks() {
            return "";
        }

        @Override
        public void close() {}
    }

    /** Spymemcached as it comes, with the binary protocol. */
    private static final class Spy implements Rival {
        private final MemcachedClient client;

        Spy(MemcachedServer server) throws IOException {
            ConnectionFactory factory = new BinaryConnectionFactory(
                    DefaultConnectionFactory.DEFAULT_OP_QUEUE_LEN, DefaultConnectionFactory.DEFAULT_READ_BUFFER_SIZE);
            client = new MemcachedClient(factory, List.of(new InetSocketAddress(server.address(), server.port())));
        }

        @Override
        public String name() {
            return "spy";
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            try {
                for (Map.Entry<String, byte[]> value : values.entrySet()) {
                    client.set("spy:" + value.getKey(), 3_600, value.getValue()).get();
                }
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("not filled", e);
            }
        }

        @Override
        public byte @Nullable [] read(String key) {
            return (byte[]) client.get("spy:" + key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            List<String> names = new ArrayList<>(keys.size());
            keys.forEach(key -> names.add("spy:" + key));
            return client.getBulk(names).size();
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }

    /** The store. */
    private static final class Store implements Rival {
        private final String name;
        private final MemcachedStore store;
        private final RemoteTier tier;

        Store(String name, MemcachedServer server, boolean binary) {
            this.name = name;
            store = connect(server, binary);
            tier = store.open(new CacheId("bench", name));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            List<RemoteTier.Write> writes = new ArrayList<>();
            values.forEach((key, value) -> {
                byte[] envelope = new byte[EnvelopeHeader.LENGTH + value.length];
                envelope[0] = EnvelopeHeader.MAGIC;
                envelope[1] = EnvelopeHeader.FORMAT;
                System.arraycopy(value, 0, envelope, EnvelopeHeader.LENGTH, value.length);
                writes.add(new RemoteTier.Write(bytes(key), envelope, Duration.ofHours(1)));
            });
            tier.put(writes).toCompletableFuture().join();
        }

        private static byte[] bytes(String key) {
            return key.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte @Nullable [] read(String key) {
            return tier.read(bytes(key)).toCompletableFuture().join().envelope();
        }

        @Override
        public int readAll(Collection<String> keys) {
            List<byte[]> names = new ArrayList<>(keys.size());
            keys.forEach(key -> names.add(bytes(key)));
            int found = 0;
            for (RemoteRead read : tier.readAll(names).toCompletableFuture().join()) {
                found += read.envelope() == null ? 0 : 1;
            }
            return found;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    private static MemcachedStore connect(MemcachedServer server, boolean binary) {
        MemcachedStore store = MemcachedStore.builder()
                .uri("memcached://" + server.uri())
                .binary(binary)
                .commandTimeout(Duration.ofSeconds(5))
                .controlTimeout(Duration.ofSeconds(5))
                .build();
        if (!store.awaitConnected(Duration.ofSeconds(10))) {
            throw new IllegalStateException("no connection to " + server.uri());
        }
        return store;
    }

    /** A cache over the store, with a heap tier of a few entries. */
    private static final class Cached implements Rival {
        private static final int ENTRIES = 64;
        private static final int ATTEMPTS = 20;

        private final String name;
        private final Tarn tarn;
        private final Cache<String, byte[]> cache;

        Cached(String name, MemcachedServer server, boolean binary) {
            this.name = name;
            tarn = Tarn.builder()
                    .namespace("bench")
                    .remote(connect(server, binary))
                    .build();
            cache = tarn.cache(name, String.class, byte[].class)
                    .heap(Heap.maximumEntries(ENTRIES))
                    .expireAfterWrite(Duration.ofHours(1))
                    .build();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void fill(Map<String, byte[]> values) {
            for (int attempt = 1; cache.putAll(values) != WriteStatus.APPLIED; attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("not filled in " + attempt + " attempts");
                }
            }
        }

        @Override
        public byte @Nullable [] read(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public int readAll(Collection<String> keys) {
            return cache.getAllPresent(keys).size();
        }

        @Override
        public void close() {
            tarn.close();
        }
    }
}
