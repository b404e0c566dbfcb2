package dev.tarn.local.offheap;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a store does, and logs the first refusal of each kind. Thread-safe. */
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

    private static final Logger LOG = System.getLogger(OffHeapStore.class.getName());

    private final String cache;
    private final Set<Refusal> told = Collections.synchronizedSet(EnumSet.noneOf(Refusal.class));
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
    final LongAdder evictedForSize = new LongAdder();
    final LongAdder evictedDead = new LongAdder();
    final LongAdder evictedForIndex = new LongAdder();
    final LongAdder reclaimNanos = new LongAdder();
    final LongAdder evictNanos = new LongAdder();

    Counts(String cache) {
        this.cache = cache;
        for (Refusal why : Refusal.values()) {
            refusals.put(why, new LongAdder());
        }
    }

    void refused(Refusal why) {
        requireNonNull(refusals.get(why)).increment();
    }

    void refused(Refusal why, @Nullable Exception cause) {
        refused(why);
        Level level = told.add(why) ? Level.WARNING : Level.DEBUG;
        LOG.log(
                level,
                () -> "The off-heap tier of cache '" + cache + "' cannot hold or show an entry (" + why
                        + "); further cases are counted, and logged at DEBUG only",
                cause);
    }

    long refusals(Refusal why) {
        return requireNonNull(refusals.get(why)).sum();
    }
}
