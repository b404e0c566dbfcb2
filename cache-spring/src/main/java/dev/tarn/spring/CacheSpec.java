package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.local.Heap;
import dev.tarn.spi.LocalStoreFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says how a {@link TarnCacheManager} builds a cache. Immutable; every method that changes something returns a new instance. What a value
 * means and when it is refused is told at the option of the same name of {@link dev.tarn.tiered.CacheBuilder}.
 */
public final class CacheSpec {
    /** How many entries a heap tier holds unless told otherwise. */
    public static final long DEFAULT_HEAP_ENTRIES = 10_000;

    private static final CacheSpec DEFAULTS = new CacheSpec(new Parts());

    private final Parts parts;

    /** The options; copied for each change. */
    private static final class Parts implements Cloneable {
        LocalStoreFactory heap = Heap.maximumEntries(DEFAULT_HEAP_ENTRIES);

        @Nullable
        LocalStoreFactory offHeap;

        boolean localOnly;

        @Nullable
        Duration timeToLive;

        Duration staleFor = Duration.ZERO;

        @Nullable
        Duration absentFor;

        double jitter;

        @Nullable
        Duration loadLease;

        @Nullable
        Duration maximumStaleness;

        boolean nullValues = true;

        @Nullable
        Class<?> keyType;

        @Nullable
        Class<?> valueType;

        Set<Class<?>> allowed = Set.of();

        Parts copy() {
            try {
                return (Parts) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private CacheSpec(Parts parts) {
        this.parts = parts;
    }

    /** Returns a specification of a heap tier of {@value #DEFAULT_HEAP_ENTRIES} entries, above the remote tier if the Tarn has one. */
    public static CacheSpec defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the tier on the heap.
     *
     * @param tier the tier
     */
    public CacheSpec heap(LocalStoreFactory tier) {
        Parts changed = parts.copy();
        changed.heap = requireNonNull(tier, "tier");
        return new CacheSpec(changed);
    }

    /**
     * Adds a tier outside the heap.
     *
     * @param tier the tier
     */
    public CacheSpec offHeap(LocalStoreFactory tier) {
        Parts changed = parts.copy();
        changed.offHeap = requireNonNull(tier, "tier");
        return new CacheSpec(changed);
    }

    /** Leaves out the remote tier. */
    public CacheSpec localOnly() {
        Parts changed = parts.copy();
        changed.localOnly = true;
        return new CacheSpec(changed);
    }

    /**
     * Sets how long an entry is fresh; needed with a remote tier.
     *
     * @param duration longer than zero
     */
    public CacheSpec expireAfterWrite(Duration duration) {
        Parts changed = parts.copy();
        changed.timeToLive = requireNonNull(duration, "duration");
        return new CacheSpec(changed);
    }

    /**
     * Sets how long after that an entry may be served while it is refreshed, or when its load fails. Only loads of {@code sync = true}, and
     * methods with {@link CachePolicy}, refresh.
     *
     * @param duration not negative
     */
    public CacheSpec staleFor(Duration duration) {
        Parts changed = parts.copy();
        changed.staleFor = requireNonNull(duration, "duration");
        return new CacheSpec(changed);
    }

    /**
     * Sets how long a null is kept; as long as a value unless set.
     *
     * @param duration longer than zero
     */
    public CacheSpec absentFor(Duration duration) {
        Parts changed = parts.copy();
        changed.absentFor = requireNonNull(duration, "duration");
        return new CacheSpec(changed);
    }

    /** Refuses nulls, as Spring's own caches do when told to: a method that returns one must say {@code unless = "#result == null"}. */
    public CacheSpec refuseNullValues() {
        Parts changed = parts.copy();
        changed.nullValues = false;
        return new CacheSpec(changed);
    }

    /**
     * Sets the greatest share by which a life is shortened at random.
     *
     * @param share from 0 to below 1
     */
    public CacheSpec jitter(double share) {
        Parts changed = parts.copy();
        changed.jitter = share;
        return new CacheSpec(changed);
    }

    /**
     * Sets how long the right to load a key lasts if its holder falls silent.
     *
     * @param duration at least 100 milliseconds
     */
    public CacheSpec loadLease(Duration duration) {
        Parts changed = parts.copy();
        changed.loadLease = requireNonNull(duration, "duration");
        return new CacheSpec(changed);
    }

    /**
     * Declares a bound on staleness.
     *
     * @param bound longer than zero
     */
    public CacheSpec maximumStaleness(Duration bound) {
        Parts changed = parts.copy();
        changed.maximumStaleness = requireNonNull(bound, "bound");
        return new CacheSpec(changed);
    }

    /**
     * Declares the types of keys and values. What leaves the heap is then encoded just as in a cache that was built by {@code
     * tarn.cache(name, keyType, valueType)}, which may be in another service. Unless set, keys and values may be of all the types that the
     * annotated methods lead to.
     *
     * @param key the class of the keys
     * @param value the class of the values
     */
    public CacheSpec types(Class<?> key, Class<?> value) {
        Parts changed = parts.copy();
        changed.keyType = requireNonNull(key, "key");
        changed.valueType = requireNonNull(value, "value");
        return new CacheSpec(changed);
    }

    /**
     * Allows classes of keys and values that no annotated method's signature leads to, in addition to those allowed so far.
     *
     * @param types the classes
     */
    public CacheSpec allow(Class<?>... types) {
        Parts changed = parts.copy();
        Set<Class<?>> allowed = new LinkedHashSet<>(parts.allowed);
        allowed.addAll(List.of(types));
        changed.allowed = Set.copyOf(allowed);
        return new CacheSpec(changed);
    }

    LocalStoreFactory heap() {
        return parts.heap;
    }

    @Nullable
    LocalStoreFactory offHeap() {
        return parts.offHeap;
    }

    boolean isLocalOnly() {
        return parts.localOnly;
    }

    @Nullable
    Duration timeToLive() {
        return parts.timeToLive;
    }

    Duration staleFor() {
        return parts.staleFor;
    }

    @Nullable
    Duration absentFor() {
        return parts.absentFor;
    }

    double jitter() {
        return parts.jitter;
    }

    @Nullable
    Duration loadLease() {
        return parts.loadLease;
    }

    @Nullable
    Duration maximumStaleness() {
        return parts.maximumStaleness;
    }

    boolean takesNullValues() {
        return parts.nullValues;
    }

    @Nullable
    Class<?> keyType() {
        return parts.keyType;
    }

    @Nullable
    Class<?> valueType() {
        return parts.valueType;
    }

    Set<Class<?>> allowed() {
        return parts.allowed;
    }
}
