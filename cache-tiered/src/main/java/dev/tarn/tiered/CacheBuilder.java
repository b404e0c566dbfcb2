package dev.tarn.tiered;

import static java.util.Objects.requireNonNull;

import dev.tarn.Cache;
import dev.tarn.CacheLoader;
import dev.tarn.Expiry;
import dev.tarn.FailSafe;
import dev.tarn.Fallback;
import dev.tarn.LoadLimits;
import dev.tarn.LoadingCache;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Codec;
import dev.tarn.spi.LocalStoreFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Describes a cache. Not thread-safe. What cannot mean what it says is refused, at the latest by {@link #build}, with the option, its
 * value and the limit.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <C> what {@link #build} returns: a {@link Cache}, or a {@link LoadingCache} once there is a {@link #loader}
 */
public final class CacheBuilder<K, V, C extends Cache<K, V>> {
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);
    private static final int MOST_HOT = 10_000;
    private static final Duration SHORTEST_IDLE = Duration.ofMillis(100);

    private final Tarn tarn;
    private Tarn.Environment environment;
    private final CacheId id;
    private final Class<K> keyType;
    private final Class<V> valueType;
    private @Nullable LocalStoreFactory heap;
    private @Nullable LocalStoreFactory offHeap;
    private boolean remote;
    private @Nullable Duration timeToLive;
    private Duration staleFor = Duration.ZERO;
    private @Nullable Duration idle;
    private @Nullable Duration absentLife;
    private double jitter;
    private double refreshFraction = 1;
    private double earlyRefresh;
    private HotSet.@Nullable Plan hotSet;
    private @Nullable Expiry<K, V> expiry;
    private final Set<Advice> silenced = EnumSet.noneOf(Advice.class);
    private Duration lease = Duration.ofSeconds(5);
    private @Nullable Duration maximumStaleness;
    private @Nullable Codec<K> keyCodec;
    private @Nullable Codec<V> valueCodec;
    private @Nullable CacheLoader<K, V> loader;
    private FailSafe failSafe = FailSafe.defaults();
    private LoadLimits loads = LoadLimits.none();
    private @Nullable Fallback<K, V> fallback;
    private boolean loadersByCall;

    CacheBuilder(Tarn tarn, Tarn.Environment environment, CacheId id, Class<K> keyType, Class<V> valueType) {
        this.tarn = tarn;
        this.environment = environment;
        this.id = id;
        this.keyType = requireNonNull(keyType, "keyType");
        this.valueType = requireNonNull(valueType, "valueType");
        this.remote = environment.remote() != null;
    }

    /**
     * Adds a tier on the heap.
     *
     * @param tier for example {@code Heap.maximumEntries(10_000)}
     */
    public CacheBuilder<K, V, C> heap(LocalStoreFactory tier) {
        this.heap = requireNonNull(tier, "tier");
        return this;
    }

    /**
     * Adds a tier outside the heap, below the one on it.
     *
     * @param tier the tier
     */
    public CacheBuilder<K, V, C> offHeap(LocalStoreFactory tier) {
        this.offHeap = requireNonNull(tier, "tier");
        return this;
    }

    /**
     * Takes one of the remote stores that the Tarn has by name for the remote tier, with its bus.
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public CacheBuilder<K, V, C> remote(String name) {
        Tarn.NamedRemote store = environment.named().get(requireNonNull(name, "name"));
        if (store == null) {
            throw refused(
                    "remote",
                    "'" + name + "'",
                    "one of " + new TreeSet<>(environment.named().keySet()));
        }
        environment = environment.on(store);
        remote = true;
        return this;
    }

    /** Leaves out the remote tier for this cache. Other nodes are still told of changes if there is a bus. */
    public CacheBuilder<K, V, C> localOnly() {
        this.remote = false;
        return this;
    }

    /**
     * Sets how long an entry is fresh, counted from the start of its load or write. Needed where there is a remote tier.
     *
     * @param duration longer than zero
     * @throws IllegalArgumentException if it is not
     */
    public CacheBuilder<K, V, C> expireAfterWrite(Duration duration) {
        this.timeToLive = positive("expireAfterWrite", duration);
        return this;
    }

    /**
     * Sets how long after that an entry may still be served: while it is being refreshed in the background, or when its load fails.
     *
     * @param duration zero, as it is unless set, or longer
     * @throws IllegalArgumentException if it is negative
     */
    public CacheBuilder<K, V, C> staleFor(Duration duration) {
        if (duration.isNegative()) {
            throw refused("staleFor", duration, "not negative");
        }
        this.staleFor = duration;
        return this;
    }

    /**
     * Ends entries that are not read for a while, in all tiers, before {@link #expireAfterWrite} and {@link #staleFor} do; a read never makes an entry
     * live longer than those let it. A read on any node counts, in whatever tier: what is read in one node's heap is kept in the remote tier as
     * well. Reads are noted once in a sixteenth of that time, so an entry ends up to an eighth later than it says here, never earlier. Absences
     * are left out, and {@code explain}, refreshes and the iteration of {@code asMap()} are no reads.
     *
     * <p>Costs the remote tier a command for each read that is noted and each hit there, for which nobody waits. While it cannot be reached its
     * copies end although nodes read theirs.
     *
     * @param duration 100 milliseconds or longer, and shorter than {@code expireAfterWrite}; needs a remote store that can prolong lives, as Redis
     *     can and Memcached cannot. Not beside {@link #refreshEarly}
     * @throws IllegalArgumentException if it is too short; {@link #build} throws it for the rest
     */
    public CacheBuilder<K, V, C> expireAfterAccess(Duration duration) {
        if (duration.compareTo(SHORTEST_IDLE) < 0) {
            throw refused("expireAfterAccess", duration, SHORTEST_IDLE + " or longer");
        }
        this.idle = duration;
        return this;
    }

    /**
     * Caches absences: that the source has no value for a key is believed for a while. Unless set, it is asked each time.
     *
     * @param duration longer than zero
     * @throws IllegalArgumentException if it is not
     */
    public CacheBuilder<K, V, C> absentFor(Duration duration) {
        this.absentLife = positive("absentFor", duration);
        return this;
    }

    /**
     * Shortens each time to live by a random share, so that entries written together do not end together.
     *
     * @param share the greatest share, from 0 to below 1; 0 unless set
     * @throws IllegalArgumentException if it is outside
     */
    public CacheBuilder<K, V, C> jitter(double share) {
        if (!(share >= 0 && share < 1)) {
            throw refused("jitter", share, "from 0 to below 1");
        }
        this.jitter = share;
        return this;
    }

    /**
     * Refreshes entries that are read in the last part of their time to live, in the background. Needs a loader.
     *
     * @param fraction of the time to live after which a read starts a refresh; above 0 and below 1
     * @throws IllegalArgumentException if it is outside
     */
    public CacheBuilder<K, V, C> refreshAhead(double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw refused("refreshAhead", fraction, "above 0 and below 1");
        }
        this.refreshFraction = fraction;
        return this;
    }

    /**
     * Refreshes some entries before their time to live ends, in the background, at moments drawn by chance so that not all nodes and entries want
     * the source at once: XFetch, with the time that loads usually take. The moment is drawn once for an entry on each node. Needs a loader.
     *
     * @param factor how early: with 1 most refreshes begin within some times the duration of a load before the end; above 0 and up to 100
     * @throws IllegalArgumentException if it is outside
     */
    public CacheBuilder<K, V, C> refreshEarly(double factor) {
        if (!(factor > 0 && factor <= 100)) {
            throw refused("refreshEarly", factor, "above 0 and up to 100");
        }
        this.earlyRefresh = factor;
        return this;
    }

    /**
     * Refreshes the entries that are asked for most although nobody reads them just now: in the background, those whose time to live ends before
     * the next look but one. One task looks for all, and asks the heap tier's policy which entries they are; each node keeps its own, and for what several
     * keep, one of them loads. While the heap tier is less than half full its policy notes no reads, and names the entries that were written last.
     * Failing loads are spaced out as those of reads are. Needs a loader, a heap tier and {@code expireAfterWrite}.
     *
     * @param entries how many entries at most, from 1 to 10,000
     * @param every how often to look; 100 milliseconds or longer, and at most a quarter of {@code expireAfterWrite}
     * @throws IllegalArgumentException if one is out of range; {@link #build} throws it for the rest
     */
    public CacheBuilder<K, V, C> refreshHottest(int entries, Duration every) {
        if (entries < 1 || entries > MOST_HOT) {
            throw refused("refreshHottest", entries, "from 1 to " + MOST_HOT);
        }
        if (every.compareTo(SHORTEST_LOOK) < 0) {
            throw refused("refreshHottest", every, SHORTEST_LOOK + " or longer");
        }
        this.hotSet = new HotSet.Plan(entries, every);
        return this;
    }

    /**
     * Sets what says how long each entry is fresh, by key, value and outcome; where it returns null, and for all entries unless set, {@link
     * #expireAfterWrite} and {@link #absentFor} do. Needs {@code expireAfterWrite}.
     *
     * @param function the function
     */
    public CacheBuilder<K, V, C> expiry(Expiry<K, V> function) {
        this.expiry = requireNonNull(function, "function");
        return this;
    }

    /**
     * Silences advice that does not fit this cache: the lines which the Tarn writes about settings that are permitted and odd.
     *
     * @param advice which
     */
    public CacheBuilder<K, V, C> silence(Advice... advice) {
        silenced.addAll(List.of(advice));
        return this;
    }

    /**
     * Sets how long the right to load a key lasts if its holder falls silent; a load that runs keeps it. Others wait for a load for up to
     * twice that time before they load by themselves. Five seconds unless set.
     *
     * @param duration 100 milliseconds or longer
     * @throws IllegalArgumentException if it is shorter
     */
    public CacheBuilder<K, V, C> loadLease(Duration duration) {
        if (duration.compareTo(SHORTEST_LEASE) < 0) {
            throw refused("loadLease", duration, SHORTEST_LEASE + " or longer");
        }
        this.lease = duration;
        return this;
    }

    /**
     * Declares a bound on staleness: a read that begins this long after a change was acknowledged, on whatever node, does not return what was
     * there before; whatever happens to messages, connections and processes. Unless set there is none: lost messages are noticed within
     * about a second while the bus is connected, and while it is not, entries are served until their time to live ends.
     *
     * <p>The bound sets how often this node asks the log what it has missed, and for how long it may serve without an answer. When it may
     * not, what it holds is kept: the next read asks the log first and then goes on as before; where the log does not answer, reads go to
     * the loader, and {@code getIfPresent} finds nothing. What the bound does not cover, and what it costs, is told in {@code
     * docs/coherence.md}.
     *
     * @param bound at least the time a poll of the bus may take and 50 milliseconds; with the options that a Redis store has unless told
     *     otherwise, 300 milliseconds. Without a bus, no shorter than entries live. Checked by {@link #build}
     * @throws IllegalArgumentException if it is not longer than zero
     */
    public CacheBuilder<K, V, C> maximumStaleness(Duration bound) {
        this.maximumStaleness = positive("maximumStaleness", bound);
        return this;
    }

    /**
     * Sets the codec of the keys; unless set, one for their class.
     *
     * @param codec must give equal bytes for equal keys
     */
    public CacheBuilder<K, V, C> keyCodec(Codec<K> codec) {
        this.keyCodec = requireNonNull(codec, "codec");
        return this;
    }

    /**
     * Sets the codec of the values; unless set, one for their class.
     *
     * @param codec the codec
     */
    public CacheBuilder<K, V, C> codec(Codec<V> codec) {
        this.valueCodec = requireNonNull(codec, "codec");
        return this;
    }

    /**
     * Permits {@link #refreshAhead} without a {@link #loader}: calls that bring their own, as {@link Cache#getOrLoad} does, refresh with it,
     * on the executor and after they have returned; other reads do not refresh.
     */
    public CacheBuilder<K, V, C> loadersByCall() {
        this.loadersByCall = true;
        return this;
    }

    /**
     * Sets what gets values from the source, which makes the cache a {@link LoadingCache}.
     *
     * @param source the loader
     */
    @SuppressWarnings("unchecked") // the type parameter says what build() returns, and build() looks at the loader
    public CacheBuilder<K, V, LoadingCache<K, V>> loader(CacheLoader<K, V> source) {
        this.loader = requireNonNull(source, "loader");
        return (CacheBuilder<K, V, LoadingCache<K, V>>) (CacheBuilder<K, V, ?>) this;
    }

    /**
     * Sets what happens while the source is slow or failing; {@link FailSafe#defaults} unless set.
     *
     * @param policy time-outs, failures on which stale values are served, and pauses
     */
    public CacheBuilder<K, V, C> failSafe(FailSafe policy) {
        this.failSafe = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets how many loads may run and wait at once, and which misses share a load; {@link LoadLimits#none} unless set.
     *
     * @param limits the limits
     */
    public CacheBuilder<K, V, C> loads(LoadLimits limits) {
        this.loads = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets what gives a value where a load fails, takes too long or is refused and no stale value may be served.
     *
     * @param function the function
     */
    public CacheBuilder<K, V, C> fallback(Fallback<K, V> function) {
        this.fallback = requireNonNull(function, "function");
        return this;
    }

    /**
     * Makes the cache.
     *
     * @throws IllegalArgumentException if the settings contradict each other, or the name is taken
     * @throws IllegalStateException if codecs are needed and none are on the class path
     */
    @SuppressWarnings("unchecked") // loader() has set the type parameter
    public C build() {
        tarn.checkFree(id.cache());
        TieredCache<K, V> cache = new Assembly<>(environment, id, settings()).assemble();
        tarn.register(cache);
        return (C) cache;
    }

    private CacheSettings<K, V> settings() {
        List<LocalStoreFactory> locals = new ArrayList<>();
        if (heap != null) {
            locals.add(heap);
        }
        if (offHeap != null) {
            locals.add(offHeap);
        }
        return new CacheSettings<>(
                id.cache(),
                keyType,
                valueType,
                locals,
                remote,
                timeToLive,
                staleFor,
                idle,
                absentLife,
                jitter,
                refreshFraction,
                earlyRefresh,
                hotSet,
                expiry,
                lease,
                maximumStaleness,
                keyCodec,
                valueCodec,
                loader,
                loadersByCall,
                failSafe,
                loads,
                fallback,
                silenced);
    }

    private Duration positive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw refused(option, value, "longer than zero");
        }
        return value;
    }

    private IllegalArgumentException refused(String option, Object value, String limit) {
        return new IllegalArgumentException(
                "cache '" + id.cache() + "': " + option + " is " + value + ", it must be " + limit);
    }
}
