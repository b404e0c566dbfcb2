package dev.tarn.jcache;

import dev.tarn.spi.Clock;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Adds up how long calls take, while statistics are wanted. */
final class Timing {
    private final Counts counts;
    private final Clock clock;

    Timing(Counts counts, Clock clock) {
        this.counts = counts;
        this.clock = clock;
    }

    /** Returns when a read begins, for {@link #got}: the way of a hit, which allocates nothing. */
    long begun() {
        return clock.nanos();
    }

    void got(long begun) {
        counts.getNanos.add(clock.nanos() - begun);
    }

    <T extends @Nullable Object> T get(Supplier<T> work) {
        return timed(work, counts.getNanos, null);
    }

    <T extends @Nullable Object> T put(Supplier<T> work) {
        return timed(work, counts.putNanos, null);
    }

    <T extends @Nullable Object> T remove(Supplier<T> work) {
        return timed(work, counts.removeNanos, null);
    }

    <T extends @Nullable Object> T getAndPut(Supplier<T> work) {
        return timed(work, counts.getNanos, counts.putNanos);
    }

    <T extends @Nullable Object> T getAndRemove(Supplier<T> work) {
        return timed(work, counts.getNanos, counts.removeNanos);
    }

    private <T extends @Nullable Object> T timed(Supplier<T> work, LongAdder first, @Nullable LongAdder second) {
        if (!counts.areOn()) {
            return work.get();
        }
        long begun = clock.nanos();
        T result = work.get();
        long nanos = clock.nanos() - begun;
        first.add(nanos);
        if (second != null) {
            second.add(nanos);
        }
        return result;
    }
}
