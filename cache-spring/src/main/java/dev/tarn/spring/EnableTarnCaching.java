package dev.tarn.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AdviceMode;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Does what {@code @EnableCaching} does and enables Tarn's own annotations, for a context whose only or primary {@code CacheManager} is a
 * {@link TarnCacheManager}. Beyond its annotations it makes what {@code @Cacheable} stores after a miss a fill instead of a change: other
 * nodes are not told, and a result that was overtaken by a change is not kept.
 *
 * <p>The methods of all beans are looked through once, at start: caches that they name are built then, with the types that they lead to.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnableCaching
@Import(TarnCachingConfiguration.class)
public @interface EnableTarnCaching {
    /** Whether proxies are of the class even where there are interfaces, as {@link EnableCaching#proxyTargetClass} has it. */
    @AliasFor(annotation = EnableCaching.class)
    boolean proxyTargetClass() default false;

    /** How advice is applied, as {@link EnableCaching#mode} has it. Tarn's own annotations are applied by proxies in any case. */
    @AliasFor(annotation = EnableCaching.class)
    AdviceMode mode() default AdviceMode.PROXY;
}
