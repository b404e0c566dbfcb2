package dev.tarn.jcache;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.LocalStoreFactory;
import dev.tarn.tiered.Tarn;
import java.time.Duration;
import java.util.Objects;
import javax.cache.configuration.CompleteConfiguration;
import javax.cache.configuration.MutableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Configures a JSR-107 cache with what the specification does not know: the tiers of the Tarn cache below, its bus, and its bound on
 * staleness. What is not set is as for any other configuration: a heap tier of {@value #HEAP_ENTRIES} entries in this process alone.
 *
 * <pre>{@code
 * Cache<Long, Product> products = manager.createCache("products", new TarnConfiguration<>(Long.class, Product.class)
 *     .tarn(tarn)
 *     .expireAfterWrite(Duration.ofMinutes(10)));
 * }</pre>
 *
 * <p>Not thread-safe. A cache takes a copy. Serialization keeps the specification's part only.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class TarnConfiguration<K, V> extends MutableConfiguration<K, V> {
    /** How many entries the heap tier holds unless told otherwise. */
    public static final int HEAP_ENTRIES = 100_000;

    private static final long serialVersionUID = 1L;

    private transient @Nullable Tarn tarn;
    private transient @Nullable LocalStoreFactory heap;
    private transient @Nullable LocalStoreFactory offHeap;
    private transient boolean localOnly;
    private transient @Nullable Duration timeToLive;
    private transient @Nullable Duration maximumStaleness;
    private transient @Nullable Codec<K> keyCodec;
    private transient @Nullable Codec<V> valueCodec;
    private transient @Nullable Clock clock;

    /**
     * Creates a configuration with the specification's defaults.
     *
     * @param keyType the class of the keys
     * @param valueType the class of the values; with a remote or off-heap tier, the class and all that its declared fields reach can be
     *     encoded
     */
    public TarnConfiguration(Class<K> keyType, Class<V> valueType) {
        super();
        setTypes(keyType, valueType);
    }

    /**
     * Creates a copy, of another configuration of Tarn's with all that it sets.
     *
     * @param other the configuration to copy
     */
    public TarnConfiguration(CompleteConfiguration<K, V> other) {
        super(other);
        if (other instanceof TarnConfiguration<K, V> own) {
            this.tarn = own.tarn;
            this.heap = own.heap;
            this.offHeap = own.offHeap;
            this.localOnly = own.localOnly;
            this.timeToLive = own.timeToLive;
            this.maximumStaleness = own.maximumStaleness;
            this.keyCodec = own.keyCodec;
            this.valueCodec = own.valueCodec;
            this.clock = own.clock;
        }
    }

    /**
     * Builds the cache with this Tarn: its remote store, its bus and its meters. Unless set, the manager's own, which has none of these. The
     * manager does not close it; closing the cache frees its name in it.
     *
     * @param value the Tarn; must live longer than the cache
     */
    public TarnConfiguration<K, V> tarn(Tarn value) {
        this.tarn = Objects.requireNonNull(value, "tarn");
        return this;
    }

    /**
     * Sets the tier on the heap. It holds values together with their ends, so bound it by entries or encoded bytes, not by a weigher of
     * your values; nor should it copy, which is left to store-by-value.
     *
     * @param value for example {@code Heap.maximumEntries(10_000)}
     */
    public TarnConfiguration<K, V> heap(LocalStoreFactory value) {
        this.heap = Objects.requireNonNull(value, "heap");
        return this;
    }

    /**
     * Adds a tier outside the heap, below the one on it.
     *
     * @param value the tier
     */
    public TarnConfiguration<K, V> offHeap(LocalStoreFactory value) {
        this.offHeap = Objects.requireNonNull(value, "offHeap");
        return this;
    }

    /** Leaves out the Tarn's remote tier for this cache. Other nodes still drop their copies if there is a bus. */
    public TarnConfiguration<K, V> localOnly() {
        this.localOnly = true;
        return this;
    }

    /**
     * Sets how long any tier keeps an entry, whatever the expiry policy says. Needed where there is a remote tier.
     *
     * @param value longer than zero; checked when the cache is created
     */
    public TarnConfiguration<K, V> expireAfterWrite(Duration value) {
        this.timeToLive = Objects.requireNonNull(value, "expireAfterWrite");
        return this;
    }

    /**
     * Declares a bound on staleness, see {@link dev.tarn.tiered.CacheBuilder#maximumStaleness}.
     *
     * @param value the bound; checked when the cache is created
     */
    public TarnConfiguration<K, V> maximumStaleness(Duration value) {
        this.maximumStaleness = Objects.requireNonNull(value, "maximumStaleness");
        return this;
    }

    /**
     * Sets the codec of the keys; unless set, where one is needed, one for their class.
     *
     * @param value must give equal bytes for equal keys
     */
    public TarnConfiguration<K, V> keyCodec(Codec<K> value) {
        this.keyCodec = Objects.requireNonNull(value, "keyCodec");
        return this;
    }

    /**
     * Sets the codec of the values; unless set, where one is needed, one for their class.
     *
     * @param value the codec
     */
    public TarnConfiguration<K, V> codec(Codec<V> value) {
        this.valueCodec = Objects.requireNonNull(value, "codec");
        return this;
    }

    /**
     * Sets the clock that the expiry policy's durations are counted on, for tests.
     *
     * @param value the clock
     */
    public TarnConfiguration<K, V> clock(Clock value) {
        this.clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    @Nullable
    Tarn tarn() {
        return tarn;
    }

    @Nullable
    LocalStoreFactory heap() {
        return heap;
    }

    @Nullable
    LocalStoreFactory offHeap() {
        return offHeap;
    }

    boolean isLocalOnly() {
        return localOnly;
    }

    @Nullable
    Duration timeToLive() {
        return timeToLive;
    }

    @Nullable
    Duration maximumStaleness() {
        return maximumStaleness;
    }

    @Nullable
    Codec<K> keyCodec() {
        return keyCodec;
    }

    @Nullable
    Codec<V> valueCodec() {
        return valueCodec;
    }

    Clock clock() {
        return clock == null ? Clock.system() : clock;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof TarnConfiguration<?, ?> that
                && Objects.equals(tarn, that.tarn)
                && Objects.equals(heap, that.heap)
                && Objects.equals(offHeap, that.offHeap)
                && localOnly == that.localOnly
                && Objects.equals(timeToLive, that.timeToLive)
                && Objects.equals(maximumStaleness, that.maximumStaleness);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
