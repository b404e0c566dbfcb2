package dev.tarn.local.offheap;

import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;

/**
 * Describes a tier outside the Java heap: how much memory it may take. Immutable and thread-safe; one description may serve many caches,
 * each of which gets a store and a budget of its own.
 *
 * <p>Entries are kept as the bytes of the cache's codecs, so a hit decodes the value, and every hit gives another object. Keys are compared
 * by their bytes. What is seldom asked for in relation to its size makes room for what is asked for more often.
 *
 * <p>The budget holds for everything the tier takes: entries, what is lost between them, the index and what the eviction remembers. It is
 * taken as it is needed, and given back when the cache is closed, at once. What the eviction remembers is on the Java heap,
 * about 3 to 6 bytes for each entry; the rest is not.
 */
public final class OffHeap implements LocalStoreFactory {
    private final Plan plan;

    private OffHeap(Plan plan) {
        this.plan = plan;
    }

    /**
     * Describes a tier that takes up to a number of bytes.
     *
     * @param bytes the most bytes, from {@value Plan#LEAST_BYTES} to {@value Plan#MOST_BYTES}
     * @throws IllegalArgumentException if the number is out of range; {@link #open} throws it if the JVM does not allow that much memory
     */
    public static OffHeap maximumBytes(long bytes) {
        check("OffHeap.maximumBytes", bytes, Plan.LEAST_BYTES, Plan.MOST_BYTES);
        return new OffHeap(Plan.of(bytes));
    }

    /**
     * Describes the same tier with another limit for single entries. Unless set, it is a 1024th of the budget, rounded down to a power of two,
     * but at least 16 KiB and at most 16 MiB.
     *
     * @param bytes the most bytes of key, value and about 20 bytes beside them; larger entries are not held, and counted. From 64 to a
     *     quarter of the budget, at most {@value Plan#MOST_ENTRY_BYTES}
     * @return the new description
     * @throws IllegalArgumentException if the number is out of range
     */
    public OffHeap maximumEntryBytes(int bytes) {
        check("OffHeap.maximumEntryBytes", bytes, 64, Math.min(plan.bytes() / 4, Plan.MOST_ENTRY_BYTES));
        return new OffHeap(Plan.of(plan.bytes(), bytes));
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from " + least + " to " + most);
        }
    }

    @Override
    public String tier() {
        return OffHeapStore.TIER;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the budget is more than {@code -XX:MaxDirectMemorySize} leaves
     */
    @Override
    public <K, V> LocalStore<K, V> open(Context<K, V> context) {
        DirectMemoryLimit.promise(context.cache(), plan.bytes());
        DirectRegions regions = new DirectRegions(plan.bytes());
        try {
            return new OffHeapStore<>(context, plan, regions);
        } catch (RuntimeException | Error e) { // a codec that cannot be made, or no memory
            regions.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return "OffHeap[maximumBytes=" + plan.bytes() + ", maximumEntryBytes=" + plan.largestEntry() + "]";
    }
}
