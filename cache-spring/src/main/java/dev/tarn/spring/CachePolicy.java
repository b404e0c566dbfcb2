package dev.tarn.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says beside {@code @Cacheable} or {@code @CachePut} what holds for the entries that a method gives: how long they live, which tags they
 * carry. May be used on annotations of one's own, together with {@code @Cacheable}.
 *
 * <pre>{@code
 * @Cacheable("products")
 * @CachePolicy(ttl = "${shop.product-ttl:10m}", tags = "'brand:' + #result.brand")
 * public Product find(long id) { ... }
 * }</pre>
 *
 * <p>Durations are as Spring writes them ({@code 500ms}, {@code 10m}, {@code PT10M}); placeholders are resolved. What is wrong stops the
 * application's start, with the method's name. Needs {@link EnableTarnCaching} and the cache manager that the context has by default.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface CachePolicy {
    /** How long a result is fresh, instead of the cache's own time to live. */
    String ttl() default "";

    /**
     * How much longer it may be served while it is being refreshed in the background, or when the method fails. Needs {@code sync = true},
     * since only then the cache calls the method.
     */
    String staleFor() default "";

    /**
     * The fraction of its life after which a call refreshes an entry in the background, above 0 and below 1. Holds for the whole cache.
     * Needs {@code sync = true}.
     */
    String refreshAhead() default "";

    /** How long a null result is kept, instead of the cache's own. */
    String absentTtl() default "";

    /**
     * The bound on staleness; holds for the whole cache, as the shortest that is declared for it.
     *
     * @see dev.tarn.tiered.CacheBuilder#maximumStaleness
     */
    String maximumStaleness() default "";

    /**
     * Tags for {@link CacheEvictTag}: expressions like those of {@code @Cacheable}, with {@code #result}; each gives a text or a collection
     * of texts, null for none. For a null result only those are evaluated that do not mention {@code #result}.
     */
    String[] tags() default {};
}
