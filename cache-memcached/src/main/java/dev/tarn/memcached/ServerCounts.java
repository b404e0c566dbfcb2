package dev.tarn.memcached;

import dev.tarn.spi.ServerStats;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of the requests to one server. */
final class ServerCounts {
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final LongAdder losses = new LongAdder();
    private final AtomicLong longest = new AtomicLong();
    private volatile long evictions;

    void ended(long tookNanos, boolean wasAnswered) {
        if (wasAnswered) {
            answered.increment();
            nanos.add(tookNanos);
            if (tookNanos > longest.get()) {
                longest.accumulateAndGet(tookNanos, Math::max);
            }
        } else {
            failed.increment();
        }
    }

    void late() {
        late.increment();
    }

    void lost() {
        losses.increment();
    }

    void evictions(long now) {
        evictions = now;
    }

    ServerStats stats(Server of) {
        return new ServerStats(
                of.name(),
                of.isUp(),
                answered.sum(),
                nanos.sum(),
                longest.get(),
                failed.sum(),
                late.sum(),
                of.pending(),
                of.pendingBytes(),
                losses.sum(),
                evictions);
    }
}
