package dev.tarn.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Measures heap hits as {@link HeapHitBenchmark} does, but in processor time and in turns of a fraction of a second: figures that hold on
 * a machine that others use. Also counts the bytes that the calling threads allocate.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar HeapCpu --threads 1,2 --keys STRING,LONG</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}.
 */
public final class HeapCpuBenchmark {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "threads", "1,2",
            "keys", "STRING,LONG",
            "calls", "get,getIfPresent",
            "entries", "100000",
            "reads", "2000000",
            "warmup", "6",
            "rounds", "12",
            "json", "-");

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Arguments arguments;
    private final Report report;

    /** What a read cost the thread that made it. */
    private record Cost(double nanos, double bytes) {}

    /** What is read, and how. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Task(Map<HeapRival, HeapSubject> caches, Object[] sample, boolean loading, int threads, int reads) {}

    private HeapCpuBenchmark(Arguments arguments, Report report) {
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
        Report report = new Report(out, "HeapCpu", arguments);
        HeapCpuBenchmark benchmark = new HeapCpuBenchmark(arguments, report);
        for (String keys : arguments.words("keys")) {
            benchmark.measure(HeapKeys.valueOf(keys));
        }
        report.close(arguments.text("json"));
    }

    private void measure(HeapKeys keys) throws InterruptedException, ExecutionException {
        int entries = arguments.number("entries");
        Map<HeapRival, HeapSubject> caches = new EnumMap<>(HeapRival.class);
        for (HeapRival rival : HeapRival.values()) {
            HeapSubject cache = rival.open(entries);
            for (int i = 0; i < entries; i++) {
                cache.put(keys.key(i), "value:" + i);
            }
            caches.put(rival, cache);
        }
        Object[] sample = keys.sample(entries, 1 << 20, 42);
        for (String call : arguments.words("calls")) {
            for (int threads : arguments.numbers("threads")) {
                Task task = new Task(caches, sample, call.equals("get"), threads, arguments.number("reads"));
                compete(keys + " " + call + " t=" + threads, task);
            }
        }
        caches.values().forEach(HeapSubject::close);
    }

    private void compete(String name, Task task) throws InterruptedException, ExecutionException {
        Map<HeapRival, List<Cost>> costs = new EnumMap<>(HeapRival.class);
        int warmup = arguments.number("warmup");
        for (int round = -warmup; round < arguments.number("rounds"); round++) {
            for (HeapRival rival : HeapRival.values()) {
                Cost cost = round(rival, task);
                if (round >= 0) {
                    costs.computeIfAbsent(rival, all -> new ArrayList<>()).add(cost);
                }
            }
        }
        show(name, costs);
    }

    private static Cost round(HeapRival rival, Task task) throws InterruptedException, ExecutionException {
        HeapSubject cache = Objects.requireNonNull(task.caches.get(rival));
        ExecutorService pool = Executors.newFixedThreadPool(task.threads);
        try {
            List<Future<Cost>> parts = new ArrayList<>();
            for (int thread = 0; thread < task.threads; thread++) {
                int offset = thread * (task.sample.length / 7);
                parts.add(pool.submit(() -> read(cache, task, offset)));
            }
            double nanos = 0;
            double bytes = 0;
            for (Future<Cost> part : parts) {
                nanos += part.get().nanos / task.threads;
                bytes += part.get().bytes / task.threads;
            }
            return new Cost(nanos, bytes);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Cost read(HeapSubject cache, Task task, int offset) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        int found = task.loading ? readLoading(cache, task, offset) : readPresent(cache, task, offset);
        double spent = THREADS.getCurrentThreadCpuTime() - nanos;
        double allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (found != task.reads) {
            throw new IllegalStateException(task.reads - found + " reads were misses");
        }
        return new Cost(spent / task.reads, allocated / task.reads);
    }

    private static int readLoading(HeapSubject cache, Task task, int offset) {
        Object[] sample = task.sample;
        int found = 0;
        for (int i = 0; i < task.reads; i++) {
            Object key = sample[(i + offset) & (sample.length - 1)];
            found += one(cache.get(key), key);
        }
        return found;
    }

    private static int readPresent(HeapSubject cache, Task task, int offset) {
        Object[] sample = task.sample;
        int found = 0;
        for (int i = 0; i < task.reads; i++) {
            Object key = sample[(i + offset) & (sample.length - 1)];
            found += one(cache.getIfPresent(key), key);
        }
        return found;
    }

    /** A loaded value would be the key itself. */
    private static int one(@Nullable Object value, Object key) {
        return value == null || value.equals(key) ? 0 : 1;
    }

    private void show(String name, Map<HeapRival, List<Cost>> costs) {
        List<Cost> caffeine = costs.getOrDefault(HeapRival.CAFFEINE, List.of());
        double base = Report.median(caffeine.stream().map(Cost::nanos).toList());
        Row row = new Row().with("summary", name).with("caffeineNanos", base);
        for (HeapRival rival : List.of(HeapRival.TARN, HeapRival.TARN_BOUND)) {
            List<Cost> tarn = costs.getOrDefault(rival, List.of());
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < tarn.size(); i++) {
                ratios.add(caffeine.get(i).nanos / tarn.get(i).nanos);
            }
            Spread ratio = Spread.of(ratios);
            double own = Report.median(tarn.stream().map(Cost::nanos).toList());
            double bytes = Report.median(tarn.stream().map(Cost::bytes).toList());
            report.line(
                    "== %-24s caller CPU per read: Caffeine %.0f ns, %s %.0f ns; %s / Caffeine reads per CPU second %s;"
                            + " %.3f B allocated per read",
                    name, base, rival, own, rival, ratio.text("%.2f"), bytes);
            String prefix = rival == HeapRival.TARN ? "tarn" : "bound";
            row.with(prefix + "Nanos", own).with(prefix + "Bytes", bytes);
            ratio.into(row, rival == HeapRival.TARN ? "ratio" : "boundRatio");
        }
        report.add(row.with("load", Report.load()));
    }
}
