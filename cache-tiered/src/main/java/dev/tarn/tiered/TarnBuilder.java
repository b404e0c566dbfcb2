package dev.tarn.tiered;

import static java.util.Objects.requireNonNull;

import dev.tarn.Breaker;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.CodecProvider;
import dev.tarn.spi.InvalidationBus;
import dev.tarn.spi.Meters;
import dev.tarn.spi.RemoteStore;
import dev.tarn.spi.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Describes a {@link Tarn}. Not thread-safe. Every option may be left out. */
public final class TarnBuilder {
    private static final Duration SHORTEST_AUDIT = Duration.ofMillis(10);

    private String namespace = "tarn";
    private @Nullable RemoteStore remote;
    private @Nullable InvalidationBus bus;
    private Breaker breaker = Breaker.defaults();
    private final Map<String, RemoteStore> named = new LinkedHashMap<>();
    private Meters meters = Meters.none();
    private @Nullable Duration audit;
    private @Nullable CodecProvider codecs;
    private Clock clock = Clock.system();
    private @Nullable Scheduler scheduler;
    private @Nullable Executor executor;

    TarnBuilder() {}

    /**
     * Sets what keeps this application apart from others on the same server; {@code tarn} unless set.
     *
     * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
     * @throws IllegalArgumentException if it is not permitted
     */
    public TarnBuilder namespace(String value) {
        this.namespace = new CacheId(value, "any").namespace();
        return this;
    }

    /**
     * Gives all caches a remote tier. The store's own bus comes with it unless {@link #bus} says otherwise. The Tarn closes the store.
     *
     * @param store the store; need not be connected
     */
    public TarnBuilder remote(RemoteStore store) {
        this.remote = requireNonNull(store, "store");
        return this;
    }

    /**
     * Adds a remote store that single caches have instead, by {@link CacheBuilder#remote}; its own bus comes with it, whatever the bus of the others
     * is. The Tarn closes the store.
     *
     * @param name what caches call it
     * @param store the store; need not be connected
     * @throws IllegalArgumentException if the name is taken
     */
    public TarnBuilder remote(String name, RemoteStore store) {
        if (named.putIfAbsent(requireNonNull(name, "name"), requireNonNull(store, "store")) != null) {
            throw new IllegalArgumentException("remote '" + name + "' is there already");
        }
        return this;
    }

    /**
     * Sets the bus over which nodes tell each other of changes. The Tarn does not close it.
     *
     * @param value the bus
     */
    public TarnBuilder bus(InvalidationBus value) {
        this.bus = requireNonNull(value, "bus");
        return this;
    }

    /**
     * Sets when reads stop to ask a remote store because it is sick, each store by itself; {@link Breaker#defaults} unless set.
     *
     * @param value the settings, {@link Breaker#off} for none
     */
    public TarnBuilder breaker(Breaker value) {
        this.breaker = requireNonNull(value, "breaker");
        return this;
    }

    /**
     * Sets where measurements go; nowhere unless set.
     *
     * @param value takes them
     */
    public TarnBuilder meters(Meters value) {
        this.meters = requireNonNull(value, "meters");
        return this;
    }

    /**
     * Has every cache that has a local tier and a remote one audited: now and then an entry that a local tier has just served is compared with what the
     * remote store holds of the key. If they are different they are compared again when the staleness bound has passed, or five seconds where
     * there is none; what is different then is told to the {@linkplain #meters meters} and logged. Costs one read of the remote store for each sample, on
     * a thread of the executor, and a hit in the heap tier nothing. Not done unless set.
     *
     * @param every the time from sample to sample of a cache; 10 ms or more. A cache that is read less often is sampled less often
     * @throws IllegalArgumentException if it is less
     */
    public TarnBuilder audit(Duration every) {
        if (every.compareTo(SHORTEST_AUDIT) < 0) {
            throw new IllegalArgumentException("audit is " + every + ", it must be " + SHORTEST_AUDIT + " or more");
        }
        this.audit = every;
        return this;
    }

    /**
     * Sets what makes codecs; unless set, the provider on the class path (artifact {@code cache-codec}), if one is needed.
     *
     * @param value makes them
     */
    public TarnBuilder codecs(CodecProvider value) {
        this.codecs = requireNonNull(value, "codecs");
        return this;
    }

    /**
     * Sets the clock, for tests.
     *
     * @param value the clock
     */
    public TarnBuilder clock(Clock value) {
        this.clock = requireNonNull(value, "clock");
        return this;
    }

    /**
     * Sets what runs things later; unless set, one thread of the Tarn's own. The Tarn does not close it.
     *
     * @param value the scheduler
     */
    public TarnBuilder scheduler(Scheduler value) {
        this.scheduler = requireNonNull(value, "scheduler");
        return this;
    }

    /**
     * Sets where loaders run that no caller waits for on its own thread, and listeners; unless set, a bounded pool of daemon threads of the
     * Tarn's own. Loaders may block it. The Tarn does not close it.
     *
     * @param value the executor; a refusal fails the load that it refuses
     */
    public TarnBuilder executor(Executor value) {
        this.executor = requireNonNull(value, "executor");
        return this;
    }

    /** Makes the Tarn. Waits for nothing. */
    public Tarn build() {
        Threads threads = scheduler == null || executor == null ? new Threads(namespace) : null;
        Scheduler later = scheduler != null || threads == null ? requireNonNull(scheduler) : threads;
        return new Tarn(
                new Tarn.Environment(
                        namespace,
                        audit,
                        remote,
                        remote == null ? null : breaker(remote.name(), later),
                        bus != null || remote == null ? bus : remote.bus(),
                        withBreakers(later),
                        meters,
                        new CodecsOnDemand(codecs),
                        clock,
                        later,
                        executor != null || threads == null ? requireNonNull(executor) : threads.loads(),
                        new Tokens()),
                threads);
    }

    private RemoteBreaker breaker(String store, Scheduler later) {
        return new RemoteBreaker(store, breaker, clock, later);
    }

    private Map<String, Tarn.NamedRemote> withBreakers(Scheduler later) {
        Map<String, Tarn.NamedRemote> guarded = new HashMap<>();
        named.forEach((name, store) -> guarded.put(name, new Tarn.NamedRemote(store, breaker(name, later))));
        return Map.copyOf(guarded);
    }
}
