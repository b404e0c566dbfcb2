package dev.tarn.benchmarks;

import dev.tarn.MemoryStats;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.Traits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Runs the off-heap tier for long at its budget, with more written than it holds, and checks every value that is read: its checksum, and whose it
 * is. One line a minute tells what is resident and how many calls there were; both should stay what they are. Ends with an exception in the minute of the first wrong value.
 *
 * <pre>java -Xmx512m -XX:MaxDirectMemorySize=4g -jar benchmarks/target/tarn-benchmarks.jar OffHeapSoak --minutes 30</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}. Of a hundred calls 70 read, 24 put a value of 16 to {@code longest} bytes, 3 remove, and 3 change an entry in place; one of
 * 20,000 sweeps. Of the keys, which are together about three times the budget, the first are asked for more often.
 */
public final class OffHeapSoak {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "minutes", "30", "seconds", "60", "megabytes", "512", "threads", "2", "longest", "4000", "json", "-");

    private static final int HEAD = 2 * Long.BYTES;
    private static final int OVER = 3;
    private static final int PATIENCE_MINUTES = 5;

    private final Arguments arguments;
    private final Report report;
    private final LocalStore<String, Object> store;
    private final int keys;
    private final int longest;
    private final LongAdder calls = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder found = new LongAdder();

    private OffHeapSoak(Arguments arguments, Report report) {
        this.arguments = arguments;
        this.report = report;
        this.longest = arguments.number("longest");
        long budget = (long) arguments.number("megabytes") << 20;
        this.keys = (int) (OVER * budget / ((HEAD + longest) / 2));
        this.store = OffHeapTarn.newStore(budget, new PlaceCodec());
    }

    /**
     * Runs it.
     *
     * @param args the options
     * @throws IOException if the results cannot be written
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a value was wrong
     */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        Report report = new Report(out, "OffHeapSoak", arguments);
        OffHeapSoak soak = new OffHeapSoak(arguments, report);
        soak.fill();
        soak.soak();
        long before = OffHeapFootprint.resident("VmRSS:");
        soak.store.close();
        report.line("%d MB resident before close, %d after", before >> 20, OffHeapFootprint.resident("VmRSS:") >> 20);
        report.close(arguments.text("json"));
    }

    private void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int number = 0; number < keys; number++) {
            put(number, random);
        }
    }

    private void soak() throws IOException, InterruptedException, ExecutionException {
        int threads = arguments.number("threads");
        long turn = TimeUnit.SECONDS.toNanos(arguments.number("seconds"));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long began = Clock.system().nanos();
            long until = began + arguments.number("minutes") * turn;
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                running.add(pool.submit(() -> call(random, until)));
            }
            for (int minute = 1; minute <= arguments.number("minutes"); minute++) {
                await(running, began + minute * turn);
                tell(minute, turn);
            }
            await(running, until + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES));
        } finally {
            pool.shutdownNow();
        }
    }

    /** Waits until a moment, or until all have ended. */
    private static void await(List<Future<?>> running, long until) throws InterruptedException, ExecutionException {
        for (Future<?> one : running) {
            try {
                one.get(Math.max(1, until - Clock.system().nanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // as it should be: it has found nothing wrong so far
            }
        }
    }

    private void tell(int minute, long turn) throws IOException {
        MemoryStats memory = Objects.requireNonNull(store.memory());
        long done = calls.sumThenReset();
        long asked = reads.sumThenReset();
        long hits = found.sumThenReset();
        double throughput = done * 1e3 / turn;
        long resident = OffHeapFootprint.resident("VmRSS:");
        report.line(
                "minute %d: %d MB resident, %.3f M calls/s, %.1f %% hits of %d reads, all checked; %d entries, %.1f MB taken, fragmentation %.3f,"
                        + " %d refused",
                minute,
                resident >> 20,
                throughput,
                100.0 * hits / asked,
                asked,
                store.size(),
                memory.reservedBytes() / 1048576.0,
                memory.fragmentation(),
                memory.refused());
        report.add(new Row()
                .with("minute", minute)
                .with("resident", resident)
                .with("throughput", throughput)
                .with("reads", asked)
                .with("hits", hits)
                .with("entries", store.size())
                .with("reserved", memory.reservedBytes())
                .with("fragmentation", memory.fragmentation())
                .with("refused", memory.refused()));
    }

    private void call(SplittableRandom random, long until) {
        while (Clock.system().nanos() - until < 0) {
            for (int i = 0; i < 256; i++) {
                int number = Math.min(random.nextInt(keys), random.nextInt(keys));
                int action = random.nextInt(100);
                if (action < 70) {
                    read(number);
                } else if (action < 94) {
                    put(number, random);
                } else if (action < 97) {
                    store.removeOlder(OffHeapData.quickKey(number), Long.MAX_VALUE);
                } else {
                    store.compute(OffHeapData.quickKey(number), held -> changed(number, held, random));
                }
            }
            calls.add(256);
            if (random.nextInt(80) == 0) {
                store.reclaim(entry -> entry.version() % 11 == 0, 256);
            }
        }
    }

    private void read(int number) {
        Entry<Object> entry = store.get(OffHeapData.quickKey(number));
        reads.increment();
        if (entry != null) {
            check(number, entry);
            found.increment();
        }
    }

    private Entry<Object> changed(int number, @Nullable Entry<Object> held, SplittableRandom random) {
        if (held != null) {
            check(number, held);
        }
        return entry(number, random);
    }

    private void put(int number, SplittableRandom random) {
        store.put(OffHeapData.quickKey(number), entry(number, random), LocalStore.Guard.ALWAYS);
    }

    private Entry<Object> entry(int number, SplittableRandom random) {
        byte[] value = new byte[random.nextInt(HEAD, longest)];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(Long.BYTES, number).putLong(0, checksum(value));
        long end = Entry.MAX_LIFE_NANOS;
        return new Entry<>(value, random.nextInt(1000), 0, end, end, end, Traits.NONE);
    }

    private static void check(int number, Entry<Object> entry) {
        byte[] value = (byte[]) Objects.requireNonNull(entry.value());
        ByteBuffer bytes = ByteBuffer.wrap(value);
        if (bytes.getLong(0) != checksum(value) || bytes.getLong(Long.BYTES) != number) {
            throw new IllegalStateException("a wrong value of key " + number);
        }
    }

    private static long checksum(byte[] value) {
        CRC32C sum = new CRC32C();
        sum.update(value, Long.BYTES, value.length - Long.BYTES);
        return sum.getValue();
    }
}
