package dev.tarn.spring;

import static java.util.Objects.requireNonNull;

import dev.tarn.Cache;
import dev.tarn.tiered.Tarn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.CacheManager;
import org.springframework.util.ClassUtils;

/**
 * Spring's {@code CacheManager} over the caches of a {@link Tarn}.
 *
 * <pre>{@code
 * @Bean
 * TarnCacheManager cacheManager(Tarn tarn) {
 *   return TarnCacheManager.builder(tarn)
 *       .defaults(CacheSpec.defaults().expireAfterWrite(Duration.ofMinutes(10)))
 *       .cache("prices", CacheSpec.defaults().expireAfterWrite(Duration.ofSeconds(30)))
 *       .build();
 * }
 * }</pre>
 *
 * <p>A cache is built when it is first asked for, by the specification of its name or the defaults, unless the Tarn has one of that name
 * already: then that is it. Thread-safe. Closes nothing: the caches end with the Tarn.
 *
 * @see EnableTarnCaching
 */
public final class TarnCacheManager implements CacheManager {
    private static final boolean HAS_TRANSACTIONS = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            TarnCacheManager.class.getClassLoader());

    private final Tarn tarn;
    private final CacheTransactions transactions;
    private final Map<String, CacheSpec> specs;
    private final CacheSpec defaults;
    private final boolean onlyNamed;
    private final Map<String, TarnCache> caches = new ConcurrentHashMap<>();
    private volatile MethodTypes types = MethodTypes.none();

    private TarnCacheManager(Builder builder) {
        this.tarn = builder.tarn;
        this.transactions =
                builder.transactions && HAS_TRANSACTIONS ? new SpringTransactions(tarn) : CacheTransactions.none();
        this.specs = Map.copyOf(builder.specs);
        this.defaults = builder.defaults;
        this.onlyNamed = builder.onlyNamed;
    }

    /**
     * Returns a builder.
     *
     * @param tarn makes the caches, and ends them
     */
    public static Builder builder(Tarn tarn) {
        return new Builder(tarn);
    }

    /** Returns the Tarn. */
    public Tarn tarn() {
        return tarn;
    }

    /**
     * Returns a cache, built if it is the first time.
     *
     * @param name its name, as {@link Tarn#cache} permits it
     * @return null if the manager knows only the named caches, and this is none
     * @throws IllegalArgumentException if the cache cannot be built as it is specified
     */
    @Override
    public @Nullable TarnCache getCache(String name) {
        TarnCache known = caches.get(name);
        return known != null || !isPermitted(name) ? known : caches.computeIfAbsent(name, this::build);
    }

    private boolean isPermitted(String name) {
        return !onlyNamed || specs.containsKey(name) || tarn.cacheNames().contains(name);
    }

    @SuppressWarnings("unchecked") // what is put into a cache of a declared type is checked by whoever declared it
    private TarnCache build(String name) {
        CacheSpec spec = spec(name);
        Cache<?, ?> cache = tarn.find(name).orElse(null);
        return new TarnCache(
                (Cache<Object, Object>) (cache == null ? new Building(tarn, name, spec, types).build() : cache),
                transactions,
                spec.parts.nullValues);
    }

    CacheSpec spec(String name) {
        return specs.getOrDefault(name, defaults);
    }

    /**
     * Tells what the annotated methods say of caches that are built from now on.
     *
     * @throws IllegalStateException if they say of a cache that was built already what could only be said before
     */
    void types(MethodTypes found) {
        for (String name : found.names()) {
            if (found.limits(name) && tarn.cacheNames().contains(name)) {
                throw new IllegalStateException("cache '" + name + "' was built before the methods were looked through:"
                        + " the maximumStaleness or refreshAhead of a @CachePolicy has to be said where it is built");
            }
        }
        types = found;
    }

    /** Returns the names of the caches that were asked for and of those that were specified. */
    @Override
    public Collection<String> getCacheNames() {
        Set<String> names = new LinkedHashSet<>(specs.keySet());
        names.addAll(caches.keySet());
        return Set.copyOf(names);
    }

    /** Collects the options of a manager. Not thread-safe. */
    public static final class Builder {
        private final Tarn tarn;
        private final Map<String, CacheSpec> specs = new LinkedHashMap<>();
        private CacheSpec defaults = CacheSpec.defaults();
        private boolean onlyNamed;
        private boolean transactions = true;

        private Builder(Tarn tarn) {
            this.tarn = requireNonNull(tarn, "tarn");
        }

        /**
         * Sets how caches are built that have no specification of their own.
         *
         * @param spec {@link CacheSpec#defaults} unless set
         */
        public Builder defaults(CacheSpec spec) {
            defaults = requireNonNull(spec, "spec");
            return this;
        }

        /**
         * Sets how a cache is built.
         *
         * @param name its name
         * @param spec all that holds for it; the defaults are not added
         */
        public Builder cache(String name, CacheSpec spec) {
            specs.put(requireNonNull(name, "name"), requireNonNull(spec, "spec"));
            return this;
        }

        /** Knows no caches but those with a specification and those that the Tarn has. */
        public Builder onlyNamedCaches() {
            onlyNamed = true;
            return this;
        }

        /**
         * Takes no notice of Spring's transactions: changes are carried out at once, and what is read in a transaction is stored.
         */
        public Builder ignoreTransactions() {
            transactions = false;
            return this;
        }

        /** Builds the manager. */
        public TarnCacheManager build() {
            return new TarnCacheManager(this);
        }
    }
}
