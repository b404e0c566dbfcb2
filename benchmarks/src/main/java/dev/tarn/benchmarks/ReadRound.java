package dev.tarn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.tarn.spi.Clock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Lets threads read from one rival for a while.
 *
 * <p>Each thread draws its keys evenly from a part of them that is its own, so that no two reads under way are of the same key.
 */
final class ReadRound {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final RemoteRival<?> rival;
    private final String[] keys;
    private final int threads;
    private final Duration duration;
    private final Clock clock = Clock.system();
    private volatile boolean over;

    /**
     * What came of a round.
     *
     * @param perSecond reads of all threads
     * @param cpuMicros processor time of this process, all its threads, for each read
     * @param missing reads that found nothing
     */
    record Outcome(double perSecond, double cpuMicros, long missing, Latencies latencies) {}

    private record Part(Latencies latencies, long missing) {}

    ReadRound(RemoteRival<?> rival, String[] keys, int threads, Duration duration) {
        this.rival = rival;
        this.keys = keys;
        this.threads = threads;
        this.duration = duration;
    }

    /**
     * Runs the round.
     *
     * @param seed of the keys drawn
     * @throws InterruptedException if the caller is interrupted
     * @throws ExecutionException if a read fails
     */
    Outcome run(long seed) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Part>> parts = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                parts.add(pool.submit(() -> {
                    ready.countDown();
                    go.await();
                    return read(first, new SplittableRandom(seed + first));
                }));
            }
            ready.await();
            return measure(go, parts);
        } finally {
            pool.shutdownNow();
        }
    }

    private Outcome measure(CountDownLatch go, List<Future<Part>> parts)
            throws InterruptedException, ExecutionException {
        long cpu = PROCESS.getProcessCpuTime();
        long begun = clock.nanos();
        go.countDown();
        pause(duration);
        over = true;
        Latencies all = new Latencies();
        long missing = 0;
        for (Future<Part> part : parts) {
            all.addAll(part.get().latencies);
            missing += part.get().missing;
        }
        double nanos = clock.nanos() - begun;
        double cpuNanos = PROCESS.getProcessCpuTime() - cpu;
        return new Outcome(all.count() * 1e9 / nanos, cpuNanos / 1e3 / all.count(), missing, all);
    }

    private Part read(int first, SplittableRandom random) {
        Latencies latencies = new Latencies();
        long missing = 0;
        int own = keys.length / threads;
        while (!over) {
            String key = keys[random.nextInt(own) * threads + first];
            long sent = clock.nanos();
            Object value = rival.read(key);
            latencies.add(clock.nanos() - sent);
            if (value == null) {
                missing++;
            }
        }
        return new Part(latencies, missing);
    }

    /** Lets time pass. */
    static void pause(Duration duration) throws InterruptedException {
        boolean rung = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
        if (rung) {
            throw new IllegalStateException("nobody rings this bell");
        }
    }
}
