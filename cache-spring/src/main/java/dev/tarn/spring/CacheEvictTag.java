package dev.tarn.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Voids every entry that carries a tag, in every tier of every node and in constant time, when the method has returned normally: after the
 * commit if that is in a transaction, at the end of a {@code CompletableFuture}, of a result of Reactor or of a suspending function.
 *
 * <pre>{@code
 * @CacheEvictTag(cacheNames = "products", tags = "'brand:' + #brand.id")
 * public void rename(Brand brand, String name) { ... }
 * }</pre>
 *
 * <p>A failure of the cache goes to Spring's {@code CacheErrorHandler} as one of an evict, with the tag as the key.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheEvictTag {
    /** The names of the caches. */
    String[] cacheNames();

    /**
     * Expressions like those of {@code @CacheEvict}, with {@code #result} unless that is null or a stream of several; each gives a text or a
     * collection of texts, null for none.
     */
    String[] tags();

    /** Whether the entries are voided before the method is called, whatever comes of it. */
    boolean beforeInvocation() default false;
}
