package dev.tarn.local;

import dev.tarn.spi.LocalStoreFactory.Context;
import org.jspecify.annotations.Nullable;

/**
 * Says how much a heap tier may hold. Thread-safe.
 *
 * @param option the name of the option, for messages
 * @param maximum the figure
 * @param unit what the figure counts
 * @param weigher the user's weigher, where the unit is its weight
 */
record HeapBound(
        String option, long maximum, Unit unit, @Nullable Weigher<?, ?> weigher) {
    static final long MAXIMUM_ENTRIES = Integer.MAX_VALUE;
    static final long MAXIMUM_WEIGHT = 1L << 60;
    static final long MINIMUM_BYTES = 1024;

    /** What a bound counts. */
    enum Unit {
        ENTRIES,
        WEIGHT,
        BYTES
    }

    static HeapBound entries(long maximum) {
        checkEntries(maximum);
        return new HeapBound("maximumEntries", maximum, Unit.ENTRIES, null);
    }

    private static void checkEntries(long maximum) {
        check("Heap.maximumEntries", maximum, 1, MAXIMUM_ENTRIES);
    }

    static HeapBound weight(long maximum, Weigher<?, ?> weigher) {
        checkWeight(maximum);
        return new HeapBound("maximumWeight", maximum, Unit.WEIGHT, weigher);
    }

    private static void checkWeight(long maximum) {
        check("Heap.maximumWeight", maximum, 1, MAXIMUM_WEIGHT);
    }

    static HeapBound encodedBytes(long maximum) {
        check("Heap.maximumEncodedBytes", maximum, MINIMUM_BYTES, Long.MAX_VALUE);
        return new HeapBound("maximumEncodedBytes", maximum, Unit.BYTES, null);
    }

    private static void checkBytes(String option, long maximum) {
        check(option, maximum, MINIMUM_BYTES, Runtime.getRuntime().maxMemory());
    }

    /** Refuses what this bound could not be instead of its {@link #maximum}. */
    void checkInstead(long other) {
        switch (unit) {
            case ENTRIES -> checkEntries(other);
            case WEIGHT -> checkWeight(other);
            case BYTES -> checkBytes("Heap.maximumEncodedBytes", other);
        }
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + ", it must be from " + least + " to " + most);
        }
    }

    /** Returns the bound in terms of one cache. */
    <K, V> Limit<K, V> forCache(Context<K, V> context) {
        return new Limit<>(maximum, weigherFor(context), this);
    }

    private <K, V> @Nullable Weigher<K, V> weigherFor(Context<K, V> context) {
        if (unit == Unit.BYTES) {
            checkBytes("Heap.maximumEncodedBytes of cache '" + context.cache() + "'", maximum);
            return new EncodedWeight<>(context.codecs().keys(), context.codecs().values());
        }
        @SuppressWarnings(
                "unchecked") // said in Heap.maximumWeight; a mistake shows as a refused value, never as a wrong one
        Weigher<K, V> typed = (Weigher<K, V>) weigher;
        return typed;
    }

    @Override
    public String toString() {
        return option + "=" + maximum;
    }

    /**
     * Bounds one store.
     *
     * @param maximum the most entries, or the most weight if there is a weigher
     * @param weigher weighs values, or null to count entries
     * @param bound where it comes from
     */
    record Limit<K, V>(long maximum, @Nullable Weigher<K, V> weigher, HeapBound bound) {}
}
