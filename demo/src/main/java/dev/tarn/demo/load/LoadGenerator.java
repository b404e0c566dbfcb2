package dev.tarn.demo.load;

import dev.tarn.spi.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** Makes load with a few threads of its own, from {@link #start} to {@link #close}. */
public final class LoadGenerator implements AutoCloseable {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 2;
    private static final long CLOSE_MILLIS = 5_000;

    private final LoadPlan plan;
    private final KeySource keys;
    private final Target target;
    private final Clock clock;
    private final List<Worker> workers = new ArrayList<>();
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
    private volatile boolean running = true;

    /**
     * Creates a generator that does nothing yet.
     *
     * @param plan how much load
     * @param keys which products
     * @param target takes it
     * @param clock times it
     */
    public LoadGenerator(LoadPlan plan, KeySource keys, Target target, Clock clock) {
        this.plan = plan;
        this.keys = keys;
        this.target = target;
        this.clock = clock;
        for (int i = 0; i < plan.threads(); i++) {
            workers.add(new Worker(i));
        }
    }

    /** Starts the threads. */
    public void start() {
        workers.forEach(Thread::start);
    }

    /** Returns how many reads were answered or failed. */
    public long reads() {
        return reads.sum();
    }

    /** Returns how many changes were carried out or failed. */
    public long writes() {
        return writes.sum();
    }

    /** Returns how many reads and changes threw. */
    public long failures() {
        return failures.sum();
    }

    /** Returns the first failure that was not returned before, or null. */
    public @Nullable Throwable takeFailure() {
        return firstFailure.getAndSet(null);
    }

    /** Returns the latencies of reads in nanoseconds since the last call. For one thread. */
    public Histogram interval() {
        Histogram sum = new Histogram(LONGEST_NANOS, DIGITS);
        for (Worker worker : workers) {
            worker.sample = worker.latencies.getIntervalHistogram(worker.sample);
            sum.add(worker.sample);
        }
        return sum;
    }

    /** Stops the threads and waits for them; at most some seconds. */
    @Override
    public void close() {
        running = false;
        long deadline = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (Worker worker : workers) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - clock.nanos());
            try {
                worker.join(Math.max(1, left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private final class Worker extends Thread {
        private static final long PRICES = 50_000;

        private final SingleWriterRecorder latencies = new SingleWriterRecorder(LONGEST_NANOS, DIGITS);
        private final SplittableRandom random;
        private final KeySource.Cursor cursor;
        private final Pacer pacer = new Pacer(clock, plan);
        private @Nullable Histogram sample;

        Worker(int number) {
            super("load-" + number);
            setDaemon(true);
            random = new SplittableRandom(number);
            cursor = keys.cursor(1_000L + number);
        }

        @Override
        public void run() {
            pacer.begin();
            while (running) {
                pacer.await();
                if (plan.writesPercent() > 0 && random.nextDouble() * 100 < plan.writesPercent()) {
                    write();
                } else {
                    read();
                }
            }
        }

        private void read() {
            long id = cursor.next();
            long begun = clock.nanos();
            try {
                target.read(id);
            } catch (Exception e) {
                failed(e);
            }
            latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, clock.nanos() - begun)));
            reads.increment();
        }

        private void write() {
            try {
                target.write(cursor.next(), random.nextLong(PRICES));
            } catch (Exception e) {
                failed(e);
            }
            writes.increment();
        }

        private void failed(Exception failure) {
            failures.increment();
            firstFailure.compareAndSet(null, failure);
        }
    }
}
