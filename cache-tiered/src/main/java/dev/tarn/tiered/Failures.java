package dev.tarn.tiered;

import dev.tarn.FailSafe;
import dev.tarn.spi.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which keys could not be loaded, why, and from when on it may be tried again. Asked off the way of fresh hits only.
 *
 * <p>Holds at most {@value #MOST} keys: above that those go whose pause is over, or else any one. To forget one early costs the source one
 * load and the next pause its length, nothing more. A success forgets the key.
 */
final class Failures<K> {
    /** The most keys remembered. */
    static final int MOST = 10_000;

    /** A day in nanoseconds, doubled so often, is still a long. */
    private static final int MOST_DOUBLINGS = 15;

    private final Clock clock;
    private final FailSafe policy;
    private final ConcurrentHashMap<K, Failure> failed = new ConcurrentHashMap<>();

    /**
     * What is known of a key whose last load failed.
     *
     * @param attempts the failures in a row
     * @param retryAt from when on a load may be tried again, in nanoseconds
     */
    record Failure(Exception cause, int attempts, long retryAt) {}

    Failures(Clock clock, FailSafe policy) {
        this.clock = clock;
        this.policy = policy;
    }

    /** Returns what is known of a key, or null if its last load did not fail. */
    @Nullable
    Failure of(K key) {
        return failed.isEmpty() ? null : failed.get(key);
    }

    /** Returns the failure of a key whose pause is not over, or null. */
    @Nullable
    Failure pausing(K key) {
        Failure failure = of(key);
        return failure != null && clock.nanos() - failure.retryAt() < 0 ? failure : null;
    }

    /** Returns the failure that a read of a key without a value gets instead of a load, or null. */
    @Nullable
    Exception cached(K key) {
        Failure failure = policy.cachesFailures() ? pausing(key) : null;
        return failure == null ? null : failure.cause();
    }

    /** Tells whether the last load of a key failed so that its stale value must not be served. */
    boolean forbidsStale(K key) {
        Failure failure = of(key);
        return failure != null && !policy.permitsStale(failure.cause());
    }

    /** Learns that a load failed. */
    void failed(K key, Exception cause) {
        if (failed.size() >= MOST) {
            makeRoom();
        }
        failed.compute(key, (same, before) -> {
            int attempts = before == null ? 1 : before.attempts() + 1;
            return new Failure(cause, attempts, clock.nanos() + pause(attempts));
        });
    }

    private long pause(int attempts) {
        long doublings = Math.min(attempts - 1, MOST_DOUBLINGS);
        long longest = policy.longestPause().toNanos();
        long pause = Math.min(longest, policy.firstPause().toNanos() << doublings);
        return (long) (pause * (0.75 + ThreadLocalRandom.current().nextDouble(0.5)));
    }

    private void makeRoom() {
        long now = clock.nanos();
        AtomicReference<@Nullable K> any = new AtomicReference<>();
        failed.forEach((key, failure) -> {
            if (now - failure.retryAt() >= 0) {
                failed.remove(key, failure);
            }
            any.set(key);
        });
        K last = any.get();
        if (last != null && failed.size() >= MOST) {
            failed.remove(last);
        }
    }

    /** Learns that a key was loaded, or that what failed is of no account any more. */
    void forget(K key) {
        if (!failed.isEmpty()) {
            failed.remove(key);
        }
    }

    int size() {
        return failed.size();
    }
}
