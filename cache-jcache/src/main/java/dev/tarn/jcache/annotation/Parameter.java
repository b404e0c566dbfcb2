package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.util.Set;
import javax.cache.annotation.CacheInvocationParameter;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a call with its parameter.
 *
 * @param getRawType the parameter's type
 * @param getValue the argument
 * @param getAnnotations the parameter's annotations
 * @param getParameterPosition counted from zero
 */
record Parameter(
        Class<?> getRawType, @Nullable Object getValue, Set<Annotation> getAnnotations, int getParameterPosition)
        implements CacheInvocationParameter {}
