package dev.tarn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.tarn.spi.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One rival in a process of its own, so that the compiler sees no other: a filled cache, read in turns of a given time.
 *
 * <p>It says {@code ready} with milliseconds that opening took and bytes of heap for each entry; then answers each line of its input, {@code call threads millis},
 * by {@code turn} with reads a second, the caller's and the process's nanoseconds of processor time for a read, and bytes that the callers allocated for one. It ends with its input.
 */
final class HeapNode {
    private static final int SAMPLE = 1 << 20;
    private static final int BETWEEN_LOOKS = 1_024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Clock clock = Clock.system();
    private final HeapSubject cache;
    private final HeapKeys keys;
    private final int entries;
    /** What is read, in this order; empty until the first turn, for who is only opened needs none. */
    private Object[] sample = {};

    /** What one thread did. */
    private record Part(long reads, double cpuNanos, double bytes) {}

    private HeapNode(HeapSubject cache, HeapKeys keys, int entries) {
        this.cache = cache;
        this.keys = keys;
        this.entries = entries;
    }

    /**
     * Runs a node.
     *
     * @param args rival, kind of keys, entries, URI of Redis
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        HeapRival rival = HeapRival.valueOf(args[0]);
        HeapKeys keys = HeapKeys.valueOf(args[1]);
        int entries = Integer.parseInt(args[2]);
        HeapRival.MAP.open(1).close(); // what the JDK loads for any lambda is no rival's
        Clock clock = Clock.system();
        long begun = clock.nanos();
        try (HeapSubject cache = rival.open(entries, args.length < 4 ? "" : args[3])) {
            cache.put(keys.key(0), "value:0");
            cache.get(keys.key(0));
            double openMillis = (clock.nanos() - begun) / 1e6;
            double empty = used();
            for (int i = 0; i < entries; i++) {
                cache.put(keys.key(i), "value:" + i);
            }
            double bytes = (used() - empty) / entries;
            say("ready %.1f %.1f", openMillis, bytes);
            new HeapNode(cache, keys, entries).serve();
        }
    }

    private void serve() throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            if (sample.length == 0) {
                sample = keys.sample(entries, SAMPLE, 42);
            }
            turn(words[0].equals("get"), Integer.parseInt(words[1]), Duration.ofMillis(Long.parseLong(words[2])));
        }
    }

    /** Returns the bytes of heap in use after a collection. */
    private static double used() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void turn(boolean loading, int threads, Duration time) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long process = PROCESS.getProcessCpuTime();
            long begun = clock.nanos();
            List<Future<Part>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int offset = thread * (SAMPLE / 7);
                parts.add(pool.submit(() -> read(loading, offset, begun + time.toNanos())));
            }
            long reads = 0;
            double cpu = 0;
            double bytes = 0;
            for (Future<Part> part : parts) {
                reads += part.get().reads;
                cpu += part.get().cpuNanos;
                bytes += part.get().bytes;
            }
            double nanos = clock.nanos() - begun;
            double spent = PROCESS.getProcessCpuTime() - process;
            say("turn %.0f %.3f %.3f %.3f", reads * 1e9 / nanos, cpu / reads, spent / reads, bytes / reads);
        } finally {
            pool.shutdownNow();
        }
    }

    private Part read(boolean loading, int offset, long until) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        int place = offset;
        long reads = 0;
        long found = 0;
        do {
            found += loading ? readLoading(place) : readPresent(place);
            place += BETWEEN_LOOKS;
            reads += BETWEEN_LOOKS;
        } while (clock.nanos() - until < 0);
        double spent = THREADS.getCurrentThreadCpuTime() - nanos;
        double allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (found != reads) {
            throw new IllegalStateException(reads - found + " reads were misses");
        }
        return new Part(reads, spent, allocated);
    }

    private int readLoading(int place) {
        int found = 0;
        for (int i = place; i < place + BETWEEN_LOOKS; i++) {
            Object key = sample[i & (SAMPLE - 1)];
            found += one(cache.get(key), key);
        }
        return found;
    }

    private int readPresent(int place) {
        int found = 0;
        for (int i = place; i < place + BETWEEN_LOOKS; i++) {
            Object key = sample[i & (SAMPLE - 1)];
            found += one(cache.getIfPresent(key), key);
        }
        return found;
    }

    /** A loaded value would be the key itself. */
    private static int one(@Nullable Object value, Object key) {
        return value == null || value.equals(key) ? 0 : 1;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
