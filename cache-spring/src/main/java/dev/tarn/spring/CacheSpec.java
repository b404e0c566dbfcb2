package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.local.Heap;
import dev.tarn.spi.Codec;
import dev.tarn.spi.LocalStoreFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says how a {@link TarnCacheManager} builds a cache. Immutable; every method that changes something returns a new instance. What a value
 * means and when it is refused is told at the option of the same name of {@link dev.tarn.tiered.CacheBuilder}.
 */
public final class CacheSpec {
    /** How many entries a heap tier holds unless told otherwise. */
    public static final long DEFAULT_HEAP_ENTRIES = 10_000;

    private static final CacheSpec DEFAULTS = new CacheSpec(new Parts());

    /** What was said; not to be changed. */
    final Parts parts;

    /** The options; copied for each change. */
    static final class Parts implements Cloneable {
        LocalStoreFactory heap = Heap.maximumEntries(DEFAULT_HEAP_ENTRIES);

        @Nullable
        LocalStoreFactory offHeap;

        boolean localOnly;

        /** The name of the remote store, or null for that of the Tarn. */
        @Nullable
        String remote;

        @Nullable
        Duration timeToLive;

        Duration staleFor = Duration.ZERO;

        @Nullable
        Duration absentFor;

        double jitter;

        double refreshAhead;

        @Nullable
        Codec<?> codec;

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

        private Parts copy() {
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

    private CacheSpec with(Consumer<Parts> change) {
        Parts changed = parts.copy();
        change.accept(changed);
        return new CacheSpec(changed);
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
        requireNonNull(tier, "tier");
        return with(changed -> changed.heap = tier);
    }

    /**
     * Adds a tier outside the heap.
     *
     * @param tier the tier
     */
    public CacheSpec offHeap(LocalStoreFactory tier) {
        requireNonNull(tier, "tier");
        return with(changed -> changed.offHeap = tier);
    }

    /** Leaves out the remote tier. */
    public CacheSpec localOnly() {
        return with(changed -> {
            changed.localOnly = true;
            changed.remote = null;
        });
    }

    /**
     * Takes for the remote tier a store that the Tarn has by name.
     *
     * @param name what the store was called at {@link dev.tarn.tiered.TarnBuilder#remote(String, dev.tarn.spi.RemoteStore)}
     */
    public CacheSpec remote(String name) {
        requireNonNull(name, "name");
        return with(changed -> {
            changed.localOnly = false;
            changed.remote = name;
        });
    }

    /**
     * Sets how long an entry is fresh; needed with a remote tier.
     *
     * @param duration longer than zero
     */
    public CacheSpec expireAfterWrite(Duration duration) {
        requireNonNull(duration, "duration");
        return with(changed -> changed.timeToLive = duration);
    }

    /**
     * Sets how long after that an entry may be served while it is refreshed, or when its load fails. Only loads of {@code sync = true}, and
     * methods with {@link CachePolicy}, refresh.
     *
     * @param duration not negative
     */
    public CacheSpec staleFor(Duration duration) {
        requireNonNull(duration, "duration");
        return with(changed -> changed.staleFor = duration);
    }

    /**
     * Sets how long a null is kept; as long as a value unless set.
     *
     * @param duration longer than zero
     */
    public CacheSpec absentFor(Duration duration) {
        requireNonNull(duration, "duration");
        return with(changed -> changed.absentFor = duration);
    }

    /** Refuses nulls, as Spring's own caches do when told to: a method that returns one must say {@code unless = "#result == null"}. */
    public CacheSpec refuseNullValues() {
        return with(changed -> changed.nullValues = false);
    }

    /**
     * Sets the greatest share by which a life is shortened at random.
     *
     * @param share from 0 to below 1
     */
    public CacheSpec jitter(double share) {
        return with(changed -> changed.jitter = share);
    }

    /**
     * Sets the share of its life after which a read has an entry refreshed in the background. Only loads of {@code sync = true} refresh. What
     * the {@link CachePolicy} of a method says goes before it.
     *
     * @param fraction above 0 and below 1
     */
    public CacheSpec refreshAhead(double fraction) {
        return with(changed -> changed.refreshAhead = fraction);
    }

    /**
     * Sets what encodes values outside the heap; Tarn's own codec, for the types that the annotated methods lead to, unless set.
     *
     * @param codec must take all that is cached, null aside
     */
    public CacheSpec codec(Codec<?> codec) {
        requireNonNull(codec, "codec");
        return with(changed -> changed.codec = codec);
    }

    /**
     * Sets how long the right to load a key lasts if its holder falls silent.
     *
     * @param duration at least 100 milliseconds
     */
    public CacheSpec loadLease(Duration duration) {
        requireNonNull(duration, "duration");
        return with(changed -> changed.loadLease = duration);
    }

    /**
     * Declares a bound on staleness.
     *
     * @param bound longer than zero
     */
    public CacheSpec maximumStaleness(Duration bound) {
        requireNonNull(bound, "bound");
        return with(changed -> changed.maximumStaleness = bound);
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
        requireNonNull(key, "key");
        requireNonNull(value, "value");
        return with(changed -> {
            changed.keyType = key;
            changed.valueType = value;
        });
    }

    /**
     * Allows classes of keys and values that no annotated method's signature leads to, in addition to those allowed so far.
     *
     * @param types the classes
     */
    public CacheSpec allow(Class<?>... types) {
        Set<Class<?>> allowed = new LinkedHashSet<>(parts.allowed);
        allowed.addAll(List.of(types));
        return with(changed -> changed.allowed = Set.copyOf(allowed));
    }
}
