package dev.tarn.jcache;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A value as it lies in a Tarn cache: with the time at which JSR-107's expiry policy ends it, in milliseconds of the wall clock, since it
 * may be read by another process.
 *
 * <p>Each write has a number of its own, by which copies of what it wrote are known again whatever their values say of themselves.
 */
final class Held<V> {
    /** Does not end. */
    static final long NEVER = Long.MAX_VALUE;

    private final long write;
    private final V value;
    private volatile long endsAt;

    Held(V value, long endsAt) {
        this(ThreadLocalRandom.current().nextLong(), value, endsAt);
    }

    Held(long write, V value, long endsAt) {
        this.write = write;
        this.value = value;
        this.endsAt = endsAt;
    }

    long write() {
        return write;
    }

    V value() {
        return value;
    }

    long endsAt() {
        return endsAt;
    }

    /** Moves the end, for those who know that nobody holds this value in another form. */
    void endAt(long millis) {
        this.endsAt = millis;
    }
}
