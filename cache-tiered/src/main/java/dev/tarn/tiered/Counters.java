package dev.tarn.tiered;

import dev.tarn.FailureStats;
import dev.tarn.MemoryStats;
import dev.tarn.RemovalCause;
import dev.tarn.TierStats;
import dev.tarn.spi.Entry;
import dev.tarn.spi.Meters.CacheMeters;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a cache does, apart from its tiers. */
final class Counters {
    final LongAdder loadSuccesses = new LongAdder();
    final LongAdder loadAbsences = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder loadNanos = new LongAdder();
    final LongAdder joins = new LongAdder();
    final LongAdder puts = new LongAdder();
    final LongAdder refusedFills = new LongAdder();
    final LongAdder loadCalls = new LongAdder();
    final LongAdder staleOnFailure = new LongAdder();
    final LongAdder softTimeouts = new LongAdder();
    final LongAdder hardTimeouts = new LongAdder();
    final LongAdder lateLoads = new LongAdder();
    final LongAdder suppressedLoads = new LongAdder();
    final LongAdder fallbacks = new LongAdder();
    final LongAdder shedLoads = new LongAdder();
    final LongAdder invalidationsSent = new LongAdder();
    final LongAdder invalidationsReceived = new LongAdder();

    FailureStats failures() {
        return new FailureStats(
                staleOnFailure.sum(),
                softTimeouts.sum(),
                hardTimeouts.sum(),
                lateLoads.sum(),
                suppressedLoads.sum(),
                fallbacks.sum(),
                shedLoads.sum(),
                loadCalls.sum());
    }

    /** Counts what one tier does. */
    static final class Tier {
        final String name;
        final LongAdder freshHits = new LongAdder();
        final LongAdder staleHits = new LongAdder();
        final LongAdder absentHits = new LongAdder();
        final LongAdder misses = new LongAdder();
        final LongAdder unreadable = new LongAdder();
        final LongAdder failures = new LongAdder();
        private final LongAdder evictions = new LongAdder();
        private CacheMeters meters = CacheMeters.NONE;

        Tier(String name) {
            this.name = name;
        }

        /** Says who takes what counts cannot tell; before anything is counted. */
        void measuredBy(CacheMeters taker) {
            meters = taker;
        }

        void hit(Entry<?> entry, long now) {
            if (entry.isAbsence()) {
                absentHits.increment();
            } else if (entry.isFresh(now)) {
                freshHits.increment();
            } else {
                staleHits.increment();
                meters.staleServed(now - entry.freshUntil());
            }
        }

        /** Counts entries that the tier gave up by itself. */
        void evicted(RemovalCause cause, int entries) {
            evictions.add(entries);
            meters.evicted(name, cause, entries);
        }

        TierStats snapshot(long entries, long bytes, @Nullable MemoryStats memory) {
            return new TierStats(
                    name,
                    freshHits.sum(),
                    staleHits.sum(),
                    absentHits.sum(),
                    misses.sum(),
                    unreadable.sum(),
                    failures.sum(),
                    evictions.sum(),
                    entries,
                    bytes,
                    memory);
        }
    }
}
