package dev.tarn.testing.chaos;

import dev.tarn.CacheLoader;
import dev.tarn.LoadContext;
import dev.tarn.spi.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Loads versions from the run's source.
 *
 * <p>The version is taken first and the time of the load is spent after that: so every slow load holds a value that grows old meanwhile.
 * Stops for good in a trap that the driver has set, between load and fill, until the process is killed.
 */
final class RunLoader implements CacheLoader<Long, String> {
    private final SharedSource source;
    private final int node;
    private final HistoryWriter history;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();

    RunLoader(SharedSource source, int node, HistoryWriter history, Clock clock) {
        this.source = source;
        this.node = node;
        this.history = history;
        this.clock = clock;
    }

    @Override
    public String load(Long key, LoadContext<String> context) {
        context.tags(ChaosEnvironment.tagOf(key));
        return load(Math.toIntExact(key));
    }

    private String load(int key) {
        long start = clock.nanos();
        int version = source.version(key);
        spend(start);
        while (source.trap(node) == SharedSource.TRAP_SHUT || source.springTrap(node)) {
            LockSupport.parkNanos(this, 1_000_000_000);
        }
        writing.lock();
        try {
            history.write(HistoryEvent.Kind.LOAD, key, version, start, clock.nanos());
        } finally {
            writing.unlock();
        }
        return ChaosValue.of(key, version);
    }

    private void spend(long start) {
        long rest = source.loadNanos();
        while (rest > 0) {
            LockSupport.parkNanos(this, rest);
            rest = Thread.currentThread().isInterrupted() ? 0 : source.loadNanos() - (clock.nanos() - start);
        }
    }
}
