package dev.tarn.testing.chaos;

import dev.tarn.WriteStatus;
import dev.tarn.spi.Clock;
import dev.tarn.testing.chaos.HistoryEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One thread's work on a cache: reads and writes at a steady rate, each recorded with the time before and after. */
final class Worker implements Runnable {
    private static final int MANY = 8;
    private static final int BURST = 10;

    private final ChaosCache cache;
    private final SharedSource source;
    private final HistoryWriter history;
    private final Clock clock;
    private final SplittableRandom random;
    private final OperationMix mix;
    private final long process;
    private final long nanosPerBurst;
    private final Failures failures;
    private volatile boolean writes = true;
    private volatile boolean running = true;

    Worker(
            NodeSettings settings,
            int thread,
            ChaosCache cache,
            SharedSource source,
            HistoryWriter history,
            Failures failures) {
        this.cache = cache;
        this.source = source;
        this.history = history;
        this.clock = Clock.system();
        this.random = new SplittableRandom(settings.seed() * 31 + settings.process() * 1_000_003 + thread);
        this.mix = new OperationMix(settings.mix());
        this.process = settings.process();
        this.nanosPerBurst = 1_000_000_000L * BURST / settings.operationsPerSecond();
        this.failures = failures;
    }

    /** Ends the writes; reads go on. */
    void calm() {
        writes = false;
    }

    void stop() {
        running = false;
    }

    @Override
    public void run() {
        long next = clock.nanos();
        while (running) {
            for (int i = 0; i < BURST; i++) {
                step();
            }
            next = Math.max(next + nanosPerBurst, clock.nanos() - nanosPerBurst);
            LockSupport.parkNanos(next - clock.nanos());
        }
    }

    /** Reads every key once, as the last judgement. */
    void readAll() {
        for (int key = 0; key < source.keys(); key++) {
            read(key, Kind.FINAL_READ, Kind.FAILED_FINAL_READ);
        }
    }

    private void step() {
        ChaosOperation operation = writes ? mix.draw(random) : ChaosOperation.READ;
        switch (operation) {
            case READ -> read(key(), Kind.READ, Kind.FAILED_READ);
            case READ_MANY -> readMany();
            case INVALIDATE -> invalidate();
            case INVALIDATE_MANY -> {
                List<Long> keys = invalidatedKeys(MANY);
                write(keys, () -> cache.invalidateAll(keys));
            }
            case INVALIDATE_TAG -> invalidateTag();
            case CLEAR -> write(invalidatedKeys(MANY), cache::clear);
            case PUT -> put();
        }
    }

    private void read(int key, Kind kind, Kind failed) {
        long start = clock.nanos();
        try {
            String value = cache.get(key);
            long end = clock.nanos();
            history.write(kind, key, ChaosValue.versionOf(key, value), start, end);
        } catch (RuntimeException e) {
            history.write(failed, key, HistoryEvent.NO_VALUE, start, clock.nanos());
            failures.add("read", e);
        }
    }

    private void readMany() {
        List<Long> keys = keys(MANY);
        long start = clock.nanos();
        try {
            Map<Long, String> values = cache.getAll(keys);
            long end = clock.nanos();
            for (long key : keys) {
                history.write(Kind.READ, (int) key, ChaosValue.versionOf(key, values.get(key)), start, end);
            }
        } catch (RuntimeException e) {
            history.write(Kind.FAILED_READ, keys.get(0).intValue(), HistoryEvent.NO_VALUE, start, clock.nanos());
            failures.add("read of many", e);
        }
    }

    private void invalidate() {
        List<Long> one = invalidatedKeys(1);
        long key = one.get(0);
        write(one, () -> cache.invalidate(key));
    }

    private void invalidateTag() {
        int first = key() % ChaosEnvironment.TAGS;
        List<Long> keys = new ArrayList<>();
        for (long key = first; key < source.keys() && keys.size() < MANY; key += ChaosEnvironment.TAGS) {
            if (!isPut(key)) {
                keys.add(key);
            }
        }
        write(keys, () -> cache.invalidateTag(ChaosEnvironment.tagOf(first)));
    }

    private void put() {
        int key = key() | 3;
        if (key >= source.keys() || !source.tryLock(key, process)) {
            return;
        }
        long start = clock.nanos();
        int version = source.commit(key);
        history.write(Kind.COMMIT, key, version, start, clock.nanos());
        Kind ended = tell(() -> cache.put(key, ChaosValue.of(key, version)));
        history.write(ended, key, version, start, clock.nanos());
        source.unlock(key);
    }

    private void write(List<Long> keys, Supplier<WriteStatus> telling) {
        long start = clock.nanos();
        int[] versions = new int[keys.size()];
        for (int i = 0; i < versions.length; i++) {
            int key = keys.get(i).intValue();
            versions[i] = source.commit(key);
            history.write(Kind.COMMIT, key, versions[i], start, clock.nanos());
        }
        Kind ended = tell(telling);
        long end = clock.nanos();
        for (int i = 0; i < versions.length; i++) {
            history.write(ended, keys.get(i).intValue(), versions[i], start, end);
        }
    }

    private Kind tell(Supplier<WriteStatus> telling) {
        try {
            return telling.get() == WriteStatus.APPLIED ? Kind.APPLIED : Kind.QUEUED;
        } catch (RuntimeException e) {
            failures.add("write", e);
            return Kind.FAILED_WRITE;
        }
    }

    private List<Long> invalidatedKeys(int count) {
        List<Long> keys = new ArrayList<>(count);
        while (keys.size() < count) {
            long key = key();
            keys.add(isPut(key) ? key - 1 : key);
        }
        return keys.stream().distinct().toList();
    }

    private List<Long> keys(int count) {
        return random.ints(count, 0, source.keys())
                .distinct()
                .mapToObj(Long::valueOf)
                .toList();
    }

    private int key() {
        int all = source.keys();
        return random.nextBoolean() ? random.nextInt(all) : random.nextInt(Math.max(1, all / 10));
    }

    private static boolean isPut(long key) {
        return (key & 3) == 3;
    }
}
