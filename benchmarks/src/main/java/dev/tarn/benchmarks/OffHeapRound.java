package dev.tarn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.tarn.spi.Clock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A moment of calls from some threads. */
final class OffHeapRound {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int BURST = 256;

    private final OffHeapData data;
    private final int[] sample;
    private final int putPercent;
    private final int millis;

    /** What a round came to: millions of calls a second, processor time of the process and bytes allocated for each, reads that did not find what is there. */
    record Outcome(double throughput, double cpuNanos, double bytes, double missing) {}

    private record Part(long calls, long bytes, long missing) {}

    OffHeapRound(OffHeapData data, int[] sample, int putPercent, int millis) {
        this.data = data;
        this.sample = sample;
        this.putPercent = putPercent;
        this.millis = millis;
    }

    Outcome run(OffHeapSubject subject, int threads) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long cpu = SYSTEM.getProcessCpuTime();
            long began = Clock.system().nanos();
            long until = began + TimeUnit.MILLISECONDS.toNanos(millis);
            List<Future<Part>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                SplittableRandom random = new SplittableRandom(began + thread);
                parts.add(pool.submit(() -> call(subject, random, until)));
            }
            long calls = 0;
            long bytes = 0;
            long missing = 0;
            for (Future<Part> part : parts) {
                calls += part.get().calls;
                bytes += part.get().bytes;
                missing += part.get().missing;
            }
            double micros = (Clock.system().nanos() - began) / 1e3;
            double spent = SYSTEM.getProcessCpuTime() - cpu;
            return new Outcome(calls / micros, spent / calls, (double) bytes / calls, (double) missing / calls);
        } finally {
            pool.shutdownNow();
        }
    }

    private Part call(OffHeapSubject subject, SplittableRandom random, long until) {
        int at = random.nextInt(sample.length);
        byte[][] values = values(random);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long calls = 0;
        long missing = 0;
        while (Clock.system().nanos() - until < 0) {
            for (int i = 0; i < BURST; i++) {
                at = at + 1 == sample.length ? 0 : at + 1;
                if (putPercent > 0 && (calls + i) % 100 < putPercent && data.isHeld(sample[at])) {
                    put(subject, sample[at], values[(int) (calls + i) & (values.length - 1)]);
                } else {
                    // counted without a branch for what never happens
                    missing += (data.isHeld(sample[at]) ? 1 : 0) - (isFound(subject, sample[at]) ? 1 : 0);
                }
            }
            calls += BURST;
        }
        return new Part(calls, THREADS.getCurrentThreadAllocatedBytes() - bytes, missing);
    }

    private boolean isFound(OffHeapSubject subject, int number) {
        Object read = subject.get(data.keys()[number]);
        if (read != null && !OffHeapData.isOf(number, read)) {
            throw new IllegalStateException("another's value");
        }
        return read != null;
    }

    private void put(OffHeapSubject subject, int number, byte[] value) {
        java.nio.ByteBuffer.wrap(value).putLong(0, number);
        subject.put(data.keys()[number], value);
    }

    private byte[][] values(SplittableRandom random) {
        byte[][] values = new byte[putPercent == 0 ? 0 : 256][];
        java.util.Arrays.setAll(values, i -> OffHeapData.value(0, random));
        return values;
    }
}
