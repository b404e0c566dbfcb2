package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Set;
import javax.cache.annotation.CacheMethodDetails;

/**
 * What is known of an annotated method.
 *
 * @param getMethod the method with the annotation
 * @param getCacheAnnotation the annotation
 * @param getCacheName the name of its cache
 */
record MethodFacts<A extends Annotation>(Method getMethod, A getCacheAnnotation, String getCacheName)
        implements CacheMethodDetails<A> {
    @Override
    public Set<Annotation> getAnnotations() {
        return Set.of(getMethod.getAnnotations());
    }
}
