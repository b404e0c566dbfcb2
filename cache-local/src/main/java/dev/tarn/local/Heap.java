package dev.tarn.local;

import static java.util.Objects.requireNonNull;

import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes a heap tier: how much it holds, and whether values are copied on the way in and out. Immutable and thread-safe; one
 * description may serve many caches, each of which gets a store of its own.
 *
 * <p>There is no way to describe a tier without a bound. The bound is kept by evicting the entries that are least likely to be asked
 * for again, shortly after it was exceeded, by the thread that writes or on {@link
 * java.util.concurrent.ForkJoinPool#commonPool()}.
 *
 * <p>Unless told otherwise, a tier hands out the very objects that were put into it. That is the quickest, and right for values that
 * nobody changes. {@link #copyValues()} protects the tier from callers that change what they were given.
 */
public final class Heap implements LocalStoreFactory {
    private final HeapBound bound;
    private final @Nullable CopyRule copies;
    private final Executor pool;

    private Heap(HeapBound bound, @Nullable CopyRule copies, Executor pool) {
        this.bound = bound;
        this.copies = copies;
        this.pool = pool;
    }

    private static Heap bounded(HeapBound bound) {
        return new Heap(bound, null, ForkJoinPool.commonPool());
    }

    /**
     * Describes a tier that holds up to a number of entries, absences included.
     *
     * @param entries the most entries, from 1 to {@value HeapBound#MAXIMUM_ENTRIES}
     * @throws IllegalArgumentException if the number is out of range
     */
    public static Heap maximumEntries(long entries) {
        return bounded(HeapBound.entries(entries));
    }

    /**
     * Describes a tier that holds values up to a total weight.
     *
     * @param weight the most weight, in the weigher's unit, from 1 to {@value HeapBound#MAXIMUM_WEIGHT}; a value that alone weighs more
     *     is not held
     * @param weigher weighs each value; its types must be those of the cache
     * @param <K> the type of the keys
     * @param <V> the type of the values
     * @throws IllegalArgumentException if the weight is out of range
     */
    public static <K, V> Heap maximumWeight(long weight, Weigher<K, V> weigher) {
        return bounded(HeapBound.weight(weight, requireNonNull(weigher, "weigher")));
    }

    /**
     * Describes a tier that holds entries up to a total of bytes, each counted as the size of its key and value when encoded by the
     * cache's codecs, plus {@value EncodedWeight#OVERHEAD} bytes for the objects around them.
     *
     * <p>That is an estimate of the heap, not a measurement: objects with many small fields take more of it than their encoded form,
     * large arrays about the same. Storing a value costs encoding it once more, while the key is locked; a value that cannot be encoded
     * is not held.
     *
     * @param bytes the most bytes, from {@value HeapBound#MINIMUM_BYTES} to the maximum heap of the JVM that opens the cache
     * @throws IllegalArgumentException if the number is below the minimum; {@link #open} throws it if it is above the maximum
     */
    public static Heap maximumEncodedBytes(long bytes) {
        return bounded(HeapBound.encodedBytes(bytes));
    }

    /**
     * Describes the same tier with copies instead of the values themselves: one is taken when a value is stored, another each time one
     * is handed out, by encoding and decoding with the cache's codec for values.
     *
     * <p>Values that cannot change are shared all the same: strings, boxed primitives, big numbers, {@code java.time}, UUIDs, enums, and
     * records whose components are all declared as such types. A value that the codec cannot copy is not held, and logged.
     *
     * @return the new description
     * @throws IllegalStateException if this description says already how values are copied
     */
    public Heap copyValues() {
        return withCopies(CopyRule.throughCodec());
    }

    /**
     * Describes the same tier with copies instead of the values themselves, made by a function: one when a value is stored, another each
     * time one is handed out. It is called for every value, also for those that could be shared.
     *
     * @param copy returns an object that is equal to the one given, never null, and shares nothing with it that can change. Must be
     *     thread-safe, must not call the cache. If it throws, the value is not held, and that is logged
     * @param <V> the type of the values, which must be that of the cache
     * @return the new description
     * @throws IllegalStateException if this description says already how values are copied
     */
    public <V> Heap copyValues(UnaryOperator<V> copy) {
        return withCopies(CopyRule.with(requireNonNull(copy, "copy")));
    }

    private Heap withCopies(CopyRule rule) {
        if (copies != null) {
            throw new IllegalStateException("copyValues was already set to " + copies + ", it can be set once");
        }
        return new Heap(bound, rule, pool);
    }

    /**
     * Describes the same tier with another executor for the upkeep that reads cause: what was hit is told to the policy there, and what is too much
     * leaves. Unless set, {@link java.util.concurrent.ForkJoinPool#commonPool()}. With {@code Runnable::run} readers do it themselves: hits cost more, and one
     * thread alone always sees the same.
     *
     * @param executor runs short tasks that do not block; if it refuses one, the reader does it
     * @return the new description
     */
    public Heap executor(Executor executor) {
        return new Heap(bound, copies, requireNonNull(executor, "executor"));
    }

    @Override
    public String tier() {
        return HeapStore.TIER;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the bound is in bytes and above the maximum heap of this JVM
     */
    @Override
    public <K, V> LocalStore<K, V> open(Context<K, V> context) {
        RefusedValues refused = new RefusedValues(context.cache());
        HeapStore<K, V> store =
                new HeapStore<>(context.cache(), bound.forCache(context), context.removals(), refused, pool);
        UnaryOperator<V> copy = copies == null ? null : copies.forCache(context);
        return copy == null ? store : new CopyingStore<>(store, copy, refused);
    }

    @Override
    public String toString() {
        return "Heap[" + bound + (copies == null ? "" : ", copyValues=" + copies) + "]";
    }
}
