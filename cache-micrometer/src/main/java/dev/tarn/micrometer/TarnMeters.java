package dev.tarn.micrometer;

import static java.util.Objects.requireNonNull;

import dev.tarn.Breaker;
import dev.tarn.CacheStats;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Meters;
import dev.tarn.spi.ServerStats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.observation.ObservationRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shows caches in a Micrometer registry: every meter that {@code docs/metrics.md} lists, tagged with {@code namespace} and {@code cache},
 * and those that Micrometer knows for every kind of cache, tagged with {@code cache} alone as its own binders do.
 *
 * <pre>{@code
 * Tarn tarn = Tarn.builder().meters(TarnMeters.of(registry)).build();
 * }</pre>
 *
 * <p>Immutable, but that it remembers which caches it measures; the methods that change an option return another one, to be used instead.
 * Thread-safe. What a cache counts anyway is read when the registry asks for it; a hit costs nothing more. A cache that is closed takes
 * its meters with it. The registry keeps no cache alive: a gauge of one that was dropped without being closed shows no number.
 *
 * <p>The number of meters is bounded: no tag holds a key, and beyond {@link #maximumCaches} caches are not measured, with a warning. A
 * cache of the same namespace and name as one that the registry measures already is not measured either, with a warning: give each {@code
 * Tarn} a {@link #tags tag} of its own.
 */
public final class TarnMeters implements Meters {
    private static final System.Logger LOG = System.getLogger("dev.tarn");

    private static final int MAXIMUM_CACHES = 1_000;
    private static final List<Duration> BUCKETS = List.of(
            Duration.ofNanos(100_000),
            Duration.ofNanos(250_000),
            Duration.ofNanos(500_000),
            Duration.ofNanos(750_000),
            Duration.ofMillis(1),
            Duration.ofNanos(1_500_000),
            Duration.ofNanos(2_500_000),
            Duration.ofMillis(5),
            Duration.ofNanos(7_500_000),
            Duration.ofMillis(10),
            Duration.ofMillis(15),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(5));

    private final MeterRegistry registry;
    private final Options options;
    private final Claims claims;

    /** What can be said beside the registry. */
    private record Options(
            Tags tags, ObservationRegistry observations, List<Duration> buckets, boolean standard, int maximumCaches) {}

    private TarnMeters(MeterRegistry registry, Options options) {
        this.registry = registry;
        this.options = options;
        this.claims = new Claims(options.maximumCaches());
    }

    /**
     * Returns meters without tags of their own, without observations, and with the standard meters.
     *
     * @param registry where the meters are registered
     */
    public static TarnMeters of(MeterRegistry registry) {
        return new TarnMeters(
                requireNonNull(registry, "registry"),
                new Options(Tags.empty(), ObservationRegistry.NOOP, BUCKETS, true, MAXIMUM_CACHES));
    }

    /**
     * Sets tags of all meters.
     *
     * @param tags the tags; few values, for each makes series of its own
     */
    public TarnMeters tags(Iterable<Tag> tags) {
        return with(new Options(
                Tags.of(tags), options.observations(), options.buckets(), options.standard(), options.maximumCaches()));
    }

    /**
     * Has loads and calls to the remote tier observed: {@code tarn.load}, which is current while the loader runs, and {@code
     * tarn.remote.call}. Timers are kept beside, so a registry that turns observations into timers holds both.
     *
     * @param observations where; what stands behind it runs on the threads that load and on I/O threads and must not block
     */
    public TarnMeters observations(ObservationRegistry observations) {
        return with(new Options(
                options.tags(),
                requireNonNull(observations, "observations"),
                options.buckets(),
                options.standard(),
                options.maximumCaches()));
    }

    /**
     * Sets the limits of the histograms' buckets; from 100 µs to 5 s, close together about 1 ms and 10 ms, unless set.
     *
     * @param limits the limits; none for no histograms
     */
    public TarnMeters buckets(Duration... limits) {
        return with(new Options(
                options.tags(), options.observations(), List.of(limits), options.standard(), options.maximumCaches()));
    }

    /** Leaves out the meters that Micrometer knows for every kind of cache, for a framework registers them by itself. */
    public TarnMeters withoutStandardMeters() {
        return with(
                new Options(options.tags(), options.observations(), options.buckets(), false, options.maximumCaches()));
    }

    /**
     * Sets how many caches are measured at most; 1,000 unless set.
     *
     * @param count at least 1
     * @throws IllegalArgumentException if it is less
     */
    public TarnMeters maximumCaches(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maximumCaches is " + count + ", it must be 1 or more");
        }
        return with(new Options(options.tags(), options.observations(), options.buckets(), options.standard(), count));
    }

    private TarnMeters with(Options others) {
        return new TarnMeters(registry, others);
    }

    @Override
    public CacheMeters open(CacheId cache, Supplier<CacheStats> stats) {
        Tags named = options.tags().and("cache", cache.cache());
        Registration registration = new Registration(registry, named.and("namespace", cache.namespace()));
        Claims.Claim claim = claims.claim(cache, registration);
        if (claim == null) {
            return CacheMeters.NONE;
        }
        if (registration.isTaken("tarn.joins")) {
            claim.release();
            LOG.log(Level.WARNING, "cache {0} is not measured: the registry has meters of such a cache", cache);
            return CacheMeters.NONE;
        }
        return opened(cache, stats, registration, new Registration(registry, named), claim);
    }

    @Override
    public StoreMeters openStore(String namespace, String store, Supplier<List<ServerStats>> servers) {
        Registration registration = new Registration(
                registry, options.tags().and("namespace", namespace).and("store", store));
        if (servers.get().isEmpty()) {
            return StoreMeters.NONE;
        }
        if (registration.isTaken("tarn.server.up")) {
            LOG.log(Level.WARNING, "store {0} of {1} is not measured: another one of that name is", store, namespace);
            return StoreMeters.NONE;
        }
        MeteredServers metered = new MeteredServers(servers, registration, options.buckets());
        metered.register();
        return metered;
    }

    @Override
    public BreakerMeters openBreaker(String namespace, String remote, Supplier<Breaker.State> state) {
        Registration registration = new Registration(
                registry, options.tags().and("namespace", namespace).and("remote", remote));
        if (registration.isTaken("tarn.breaker.state")) {
            LOG.log(
                    Level.WARNING,
                    "the breaker of remote {0} of {1} is not measured: another one of that name is",
                    remote,
                    namespace);
            return BreakerMeters.NONE;
        }
        return new MeteredBreaker(state, registration);
    }

    private MeteredCache opened(
            CacheId cache, Supplier<CacheStats> stats, Registration own, Registration standard, Claims.Claim claim) {
        MeteredCache metered = new MeteredCache(
                stats,
                own,
                new EventMeters(own, options.buckets()),
                new Observing(options.observations(), cache),
                () -> {
                    standard.end();
                    claim.release();
                });
        claim.heldBy(metered, standard);
        StatMeters.register(own, metered);
        if (options.standard() && !StandardMeters.areTaken(standard)) {
            StandardMeters.register(standard, metered, MeteredCache::stats);
        }
        return metered;
    }
}
