package dev.tarn.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tarn.spi.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the collector stops everything while many entries are held, and what they take of the Java heap. Each rival has a process of
 * its own, which fills it and then reads and writes it, nine reads to a write, as fast as it can; its JVM logs its pauses. {@code empty} holds nothing: it makes a value
 * for each read, as the off-heap tier does.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar OffHeapPauses</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}. The collector is the JVM's default; {@code heap} is that of the first two, {@code caffeineheap} of the last.
 */
public final class OffHeapPauses {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals", "empty,store,caffeine",
            "entries", "5000000",
            "seconds", "60",
            "threads", "2",
            "beside", "60",
            "heap", "1g",
            "caffeineheap", "5g",
            "only", "-",
            "json", "-");

    private static final Pattern PAUSE = Pattern.compile("\\[([0-9.]+)s\\].* Pause .* ([0-9.]+)ms");
    private static final int RAW = OffHeapData.key(0).length() + (OffHeapData.SHORTEST + OffHeapData.LONGEST) / 2;

    private final Arguments arguments;

    private OffHeapPauses(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if processes cannot be started or results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a call fails
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        OffHeapPauses benchmark = new OffHeapPauses(arguments);
        if (!arguments.text("only").equals("-")) {
            out.println(benchmark.loaded(arguments.text("only")));
            return;
        }
        Report report = new Report(out, "OffHeapPauses", arguments);
        for (String rival : arguments.words("rivals")) {
            benchmark.measure(rival, report);
        }
        report.close(arguments.text("json"));
    }

    private void measure(String rival, Report report) throws IOException, InterruptedException {
        Path log = Files.createTempFile("pauses", ".log");
        String heap = arguments.text(rival.equals("caffeine") ? "caffeineheap" : "heap");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:MaxDirectMemorySize=16g",
                "-Xlog:gc:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Benchmarks.class.getName(),
                "OffHeapPauses",
                "--only",
                rival));
        for (String option : List.of("entries", "seconds", "threads", "beside")) {
            command.addAll(List.of("--" + option, arguments.text(option)));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            if (lines.isEmpty()) {
                report.line("%s failed", rival);
                return;
            }
            tell(rival, lines.get(lines.size() - 1).split(" ", -1), Files.readAllLines(log), report);
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            Files.delete(log);
        }
    }

    private static void tell(String rival, String[] figures, List<String> log, Report report) {
        double began = Double.parseDouble(figures[0]);
        double ended = Double.parseDouble(figures[1]);
        double longest = 0;
        double all = 0;
        int pauses = 0;
        for (String line : log) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()
                    && Double.parseDouble(pause.group(1)) >= began
                    && Double.parseDouble(pause.group(1)) <= ended) {
                double millis = Double.parseDouble(pause.group(2));
                longest = Math.max(longest, millis);
                all += millis;
                pauses++;
            }
        }
        double heap = Double.parseDouble(figures[2]);
        double throughput = Double.parseDouble(figures[3]);
        long held = Long.parseLong(figures[4]);
        report.line(
                "%-8s longest pause %.2f ms of %d, %.0f ms in all; %.3f M calls/s; %d entries, %.1f bytes of heap for each",
                rival, longest, pauses, all, throughput, held, heap);
        report.add(new Row()
                .with("rival", rival)
                .with("longestMillis", longest)
                .with("pauses", pauses)
                .with("allMillis", all)
                .with("throughput", throughput)
                .with("held", held)
                .with("heapPerEntry", heap));
    }

    private String loaded(String rival) throws InterruptedException, ExecutionException {
        int entries = arguments.number("entries");
        load(open(rival, 1_000), 1_000, 1); // classes are loaded, code is compiled
        long heap = heap();
        OffHeapSubject subject = open(rival, entries);
        SplittableRandom random = new SplittableRandom(1);
        for (int number = 0; number < entries; number++) {
            subject.put(OffHeapData.quickKey(number), OffHeapData.value(number, random));
        }
        double beyond = (double) (heap() - heap) / entries;
        double began = uptime();
        double throughput = load(subject, entries, arguments.number("seconds"));
        String figures = began + " " + uptime() + " " + beyond + " " + throughput + " " + subject.entries();
        subject.close();
        return figures;
    }

    private double load(OffHeapSubject subject, int entries, int seconds)
            throws InterruptedException, ExecutionException {
        int threads = arguments.number("threads");
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long began = Clock.system().nanos();
            long until = began + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Long>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                running.add(pool.submit(() -> call(subject, random, entries, until)));
            }
            long calls = 0;
            for (Future<Long> one : running) {
                calls += one.get();
            }
            return calls * 1e3 / (Clock.system().nanos() - began);
        } finally {
            pool.shutdownNow();
        }
    }

    private static long call(OffHeapSubject subject, SplittableRandom random, int entries, long until) {
        long calls = 0;
        while (Clock.system().nanos() - until < 0) {
            for (int i = 0; i < 100; i++) {
                int number = random.nextInt(entries);
                String key = OffHeapData.quickKey(number);
                if (i % 10 == 0) {
                    subject.put(key, OffHeapData.value(number, random));
                } else {
                    Object read = subject.get(key);
                    if (read != null && !OffHeapData.isOf(number, read)) {
                        throw new IllegalStateException("another's value");
                    }
                }
            }
            calls += 100;
        }
        return calls;
    }

    private OffHeapSubject open(String rival, int entries) {
        return switch (rival) {
            case "empty" -> new Nothing();
            case "store" ->
                OffHeapTarn.ofStore(Math.max(1L << 24, (long) entries * (RAW + arguments.number("beside"))));
            case "caffeine" -> new OnHeap(entries);
            default -> throw new IllegalArgumentException("no rival '" + rival + "'");
        };
    }

    private static double uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Holds nothing; a read makes a value, as it would elsewhere. */
    private static final class Nothing implements OffHeapSubject {
        @Override
        public @Nullable Object get(String key) {
            int number = Integer.parseInt(key, key.length() - 10, key.length(), 10);
            byte[] value = new byte[OffHeapData.SHORTEST + number % (OffHeapData.LONGEST - OffHeapData.SHORTEST)];
            java.nio.ByteBuffer.wrap(value).putLong(0, number);
            return value;
        }

        @Override
        public void put(String key, byte[] value) {}

        @Override
        public long entries() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** Caffeine with the same entries. */
    private static final class OnHeap implements OffHeapSubject {
        private final Cache<String, byte[]> cache;

        OnHeap(int entries) {
            cache = Caffeine.newBuilder().maximumSize(entries).build();
        }

        @Override
        public @Nullable Object get(String key) {
            return cache.getIfPresent(key);
        }

        @Override
        public void put(String key, byte[] value) {
            cache.put(key, value);
        }

        @Override
        public long entries() {
            return cache.estimatedSize();
        }

        @Override
        public void close() {
            cache.invalidateAll();
        }
    }
}
