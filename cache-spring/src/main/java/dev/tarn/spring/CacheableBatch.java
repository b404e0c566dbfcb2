package dev.tarn.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Caches a method that takes many and returns many, element by element: only for the elements that no tier holds the method is called,
 * with a collection of them, and what it has not for one of them is kept as an absence.
 *
 * <pre>{@code
 * @CacheableBatch(cacheNames = "products", resultKey = "id")
 * public List<Product> findAll(Collection<Long> ids) { ... }
 *
 * @CacheableBatch(cacheNames = "products")
 * public Map<Long, Product> findByIds(Set<Long> ids) { ... }
 * }</pre>
 *
 * <p>The entries are those of a {@code @Cacheable} method whose key is the element. The result has what was found, in the order asked and
 * each once. The method returns a {@code Map} by the elements, or a {@code Collection}, {@code List} or {@code Set}; it must not be called
 * if nothing is missing, and may be called by several threads at once, but for each element by one. {@link CachePolicy} may stand beside,
 * with {@code #result} for one element's.
 *
 * <p>A failure of the cache itself goes to Spring's {@code CacheErrorHandler} as one of a get, with the set of keys as the key; if that
 * returns, the method is called for all elements.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheableBatch {
    /** The name of the cache. */
    String cacheNames();

    /** The name of the parameter that holds the elements; unless set, the only one that is a collection. */
    String argument() default "";

    /**
     * An expression for the key of one element, {@code #element}; it may use the other arguments. The element itself unless set. Needed where
     * there are other parameters.
     */
    String key() default "";

    /**
     * An expression for the element that a result belongs to, evaluated on the result: {@code id}. Needed unless the method returns a map.
     */
    String resultKey() default "";
}
