package dev.tarn.local.offheap;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a store does. Thread-safe. */
final class Counts {
    /** Why an entry is not held although it was admitted, or not shown although it is held. */
    enum Refusal {
        /** The key could not be encoded, or its bytes are too many. */
        KEY,
        /** The value, or the traits, could not be encoded. */
        NOT_ENCODABLE,
        /** The entry is larger than the largest that the store takes. */
        TOO_LARGE,
        /** There was no memory, although others were evicted. */
        NO_MEMORY,
        /** The bytes that are held could not be decoded. */
        UNREADABLE
    }

    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
    final LongAdder evictedForSize = new LongAdder();
    final LongAdder evictedDead = new LongAdder();
    final LongAdder evictedForIndex = new LongAdder();
    final LongAdder reclaimNanos = new LongAdder();
    final LongAdder evictNanos = new LongAdder();

    Counts() {
        for (Refusal why : Refusal.values()) {
            refusals.put(why, new LongAdder());
        }
    }

    void refused(Refusal why) {
        requireNonNull(refusals.get(why)).increment();
    }

    long refusals(Refusal why) {
        return requireNonNull(refusals.get(why)).sum();
    }
}
