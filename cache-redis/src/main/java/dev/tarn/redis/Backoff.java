package dev.tarn.redis;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives the pauses between attempts to connect: twice as long each time up to a second, with jitter. */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int DOUBLINGS = 6;

    private final AtomicInteger attempts = new AtomicInteger();

    long nextNanos() {
        int attempt = Math.min(attempts.getAndIncrement(), DOUBLINGS);
        long longest = Math.min(LAST_NANOS, FIRST_NANOS << attempt);
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    void reset() {
        attempts.set(0);
    }
}
