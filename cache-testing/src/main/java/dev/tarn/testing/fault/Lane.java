package dev.tarn.testing.fault;

import dev.tarn.spi.Clock;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The rules for one direction of all connections, and what has gone that way. Thread-safe. */
final class Lane {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int SLICES_PER_SECOND = 50;

    private final Clock clock = Clock.system();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private Random random = new Random(0);
    private long latencyNanos;
    private long jitterNanos;
    private long bytesPerSecond;
    private long freeNanos;
    private boolean held;
    private volatile boolean losing;

    void latency(long delayNanos, long moreNanos, long seed) {
        change(() -> {
            latencyNanos = delayNanos;
            jitterNanos = moreNanos;
            random = new Random(seed);
        });
    }

    void bandwidth(long limit) {
        change(() -> {
            bytesPerSecond = limit;
            freeNanos = clock.nanos();
        });
    }

    void lose() {
        losing = true;
    }

    void hold() {
        change(() -> held = true);
    }

    void heal() {
        losing = false;
        change(() -> {
            latencyNanos = 0;
            jitterNanos = 0;
            bytesPerSecond = 0;
            held = false;
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isLosing() {
        return losing;
    }

    /** Returns when bytes that arrive now are due at the other end. */
    long dueNanos() {
        lock.lock();
        try {
            long more = jitterNanos == 0 ? 0 : (long) (random.nextDouble() * jitterNanos);
            return clock.nanos() + latencyNanos + more;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until bytes may be handed on, and returns how many of those offered. */
    int awaitTurn(long dueNanos, int offered) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long wait = waitNanos(dueNanos); held || wait > 0; wait = waitNanos(dueNanos)) {
                if (held) {
                    changed.await();
                } else {
                    changed.awaitNanos(wait);
                }
            }
            return take(offered);
        } finally {
            lock.unlock();
        }
    }

    private long waitNanos(long dueNanos) {
        long now = clock.nanos();
        long forLatency = latencyNanos + jitterNanos == 0 ? 0 : dueNanos - now;
        long forBandwidth = bytesPerSecond == 0 ? 0 : freeNanos - now;
        return Math.max(forLatency, forBandwidth);
    }

    private int take(int offered) {
        if (bytesPerSecond == 0) {
            return offered;
        }
        int taken = (int) Math.min(offered, Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
        long now = clock.nanos();
        long begin = freeNanos - now > 0 ? freeNanos : now;
        freeNanos = begin + taken * SECOND_NANOS / bytesPerSecond;
        return taken;
    }

    void countForwarded(int bytes) {
        forwarded.add(bytes);
    }

    void countLost(int bytes) {
        lost.add(bytes);
    }

    long forwarded() {
        return forwarded.sum();
    }

    long lost() {
        return lost.sum();
    }
}
