package dev.tarn.spring.boot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code tarn.*}.
 *
 * @param namespace keeps this application apart from others on the same server
 * @param transactions whether changes wait for the commit of Spring's transactions
 * @param audit the time from audit to audit of a cache, as {@link dev.tarn.tiered.TarnBuilder#audit} has it; null for none
 * @param console the endpoint {@code tarnconsole}
 * @param redis the remote tier of all caches that do not name another
 * @param bus the one of {@code remotes} whose bus the caches without a remote of their own share, such as a Redis beside Memcached; null
 *     for that of their own remote tier, or the bus that is a bean
 * @param remotes further remote tiers by the names that caches call them
 * @param defaults what holds for all caches
 * @param caches what holds for one cache, by its name, instead of the defaults
 */
@ConfigurationProperties("tarn")
public record TarnProperties(
        @DefaultValue("tarn") String namespace,
        @DefaultValue("true") boolean transactions,
        @Nullable Duration audit,
        @DefaultValue Console console,
        @DefaultValue Redis redis,
        @Nullable String bus,
        @DefaultValue Map<String, Remote> remotes,
        @DefaultValue Cache defaults,
        @DefaultValue Map<String, Cache> caches) {

    /**
     * The live console.
     *
     * @param showKeys whether it shows keys
     */
    public record Console(@DefaultValue("false") boolean showKeys) {}

    /**
     * The remote tier. Where nothing says which server, Boot's own {@code spring.data.redis} does; where that does not either, there is no
     * remote tier.
     *
     * @param enabled whether there is one at all
     * @param url the server, as {@code redis://}, {@code rediss://}, {@code redis-sentinel://} or {@code redis-cluster://}; null for Boot's
     * @param commandTimeout how long a read waits for an answer; null for the store's own
     * @param connectTimeout how long a connection may take; null for the store's own
     */
    public record Redis(
            @DefaultValue("true") boolean enabled,
            @Nullable String url,
            @Nullable Duration commandTimeout,
            @Nullable Duration connectTimeout) {}

    /**
     * A remote tier that caches have by its name.
     *
     * @param uri the server or servers, as for {@link Redis#url} or {@code memcached://}; must be there
     * @param username the user, or null for the default one
     * @param password the password, or null for none
     * @param ssl how to trust a Redis and identify oneself
     * @param commandTimeout how long a read waits for an answer; null for the store's own
     * @param connectTimeout how long a connection to a Redis may take; null for the store's own
     */
    public record Remote(
            @Nullable String uri,
            @Nullable String username,
            @Nullable String password,
            @DefaultValue Ssl ssl,
            @Nullable Duration commandTimeout,
            @Nullable Duration connectTimeout) {
        /** Tells nothing: the password may be in the address, too. */
        @Override
        public String toString() {
            return "Remote";
        }
    }

    /**
     * Encryption, where an address asks for it.
     *
     * @param bundle the name of one of Boot's SSL bundles, or null for the platform's way
     */
    public record Ssl(@Nullable String bundle) {}

    /**
     * One cache. What is null is as in the defaults, and there as in {@link dev.tarn.spring.CacheSpec#defaults}.
     *
     * @param ttl how long an entry is fresh; needed with a remote tier
     * @param staleFor how long after that it may be served
     * @param absentTtl how long a null is kept
     * @param nullValues whether null may be cached
     * @param refreshAhead the share of its life after which a read has an entry refreshed; for methods with {@code sync = true}
     * @param codec the name of the bean, a {@link dev.tarn.spi.Codec}, that encodes values outside the heap
     * @param jitter the greatest share by which a life is shortened at random
     * @param heapEntries how many entries the heap tier holds
     * @param offHeap the budget of a tier outside the heap
     * @param remote which remote tier the cache has: the name of one of {@code tarn.remotes}, {@code true} for that of the others, {@code
     *     false} for none
     * @param maximumStaleness the bound on staleness
     * @param loadLease how long the right to load lasts if its holder falls silent
     * @param keyType the class of the keys, together with valueType
     * @param valueType the class of the values, together with keyType
     * @param allow classes of keys and values that no method's signature leads to
     */
    public record Cache(
            @Nullable Duration ttl,
            @Nullable Duration staleFor,
            @Nullable Duration absentTtl,
            @Nullable Boolean nullValues,
            @Nullable Double refreshAhead,
            @Nullable String codec,
            @Nullable Double jitter,
            @Nullable Long heapEntries,
            @Nullable DataSize offHeap,
            @Nullable String remote,
            @Nullable Duration maximumStaleness,
            @Nullable Duration loadLease,
            @Nullable Class<?> keyType,
            @Nullable Class<?> valueType,
            @Nullable List<Class<?>> allow) {}
}
