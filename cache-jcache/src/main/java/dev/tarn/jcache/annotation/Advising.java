package dev.tarn.jcache.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Reads the annotations of methods and makes the advice that each asks for. */
final class Advising {
    private final Object implementation;
    private final CacheResolverFactory caches;

    /**
     * Creates a reader.
     *
     * @param caches finds the caches of methods that name no factory
     */
    Advising(Object implementation, CacheResolverFactory caches) {
        this.implementation = implementation;
        this.caches = caches;
    }

    /** Returns what is to be done around an interface's method, or null. */
    @Nullable
    Advice of(Class<?> type, Method method) {
        Method own = bridged(implemented(method));
        List<Annotation> found = annotations(own);
        Place place = new Place(own, defaults(implementation.getClass(), type));
        if (found.isEmpty()) {
            found = annotations(method);
            place = new Place(bridged(method), defaults(type, implementation.getClass()));
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(method + " has more than one of JSR-107's annotations: " + found);
        }
        return found.isEmpty() ? null : place.advice(found.get(0));
    }

    private Method implemented(Method method) {
        try {
            return implementation.getClass().getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException e) {
            return method;
        }
    }

    /** Returns the method that a compiler's bridge leads to, for its types. */
    private static Method bridged(Method method) {
        if (!method.isBridge()) {
            return method;
        }
        return Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
                .filter(other -> !other.isBridge() && isOverriddenBy(method, other))
                .findFirst()
                .orElse(method);
    }

    private static boolean isOverriddenBy(Method bridge, Method other) {
        Class<?>[] wide = bridge.getParameterTypes();
        Class<?>[] narrow = other.getParameterTypes();
        return bridge.getName().equals(other.getName())
                && bridge.getReturnType().isAssignableFrom(other.getReturnType())
                && wide.length == narrow.length
                && IntStream.range(0, wide.length).allMatch(index -> wide[index].isAssignableFrom(narrow[index]));
    }

    private static List<Annotation> annotations(Method method) {
        List<Annotation> found = new ArrayList<>();
        for (Annotation annotation : method.getAnnotations()) {
            if (annotation instanceof CacheResult
                    || annotation instanceof CachePut
                    || annotation instanceof CacheRemove
                    || annotation instanceof CacheRemoveAll) {
                found.add(annotation);
            }
        }
        return found;
    }

    private static @Nullable CacheDefaults defaults(Class<?> first, Class<?> second) {
        CacheDefaults defaults = first.getAnnotation(CacheDefaults.class);
        return defaults == null ? second.getAnnotation(CacheDefaults.class) : defaults;
    }

    /** A method with the defaults that hold for it. */
    private final class Place {
        private final Method method;
        private final @Nullable CacheDefaults defaults;

        Place(Method method, @Nullable CacheDefaults defaults) {
            this.method = method;
            this.defaults = defaults;
        }

        @Nullable
        Advice advice(Annotation annotation) {
            if (annotation instanceof CacheResult result) {
                return result(result);
            }
            if (annotation instanceof CachePut put) {
                return new ChangeAdvice<>(
                        site(put, put.cacheName(), put.cacheResolverFactory(), put.cacheKeyGenerator()),
                        put.afterInvocation(),
                        new ExceptionRule(put.cacheFor(), put.noCacheFor(), false),
                        (site, call) -> put(site, call));
            }
            if (annotation instanceof CacheRemove remove) {
                return new ChangeAdvice<>(
                        site(remove, remove.cacheName(), remove.cacheResolverFactory(), remove.cacheKeyGenerator()),
                        remove.afterInvocation(),
                        new ExceptionRule(remove.evictFor(), remove.noEvictFor(), false),
                        (site, call) -> remove(site, call));
            }
            return annotation instanceof CacheRemoveAll all
                    ? new ChangeAdvice<>(
                            site(all, all.cacheName(), all.cacheResolverFactory(), CacheKeyGenerator.class),
                            all.afterInvocation(),
                            new ExceptionRule(all.evictFor(), all.noEvictFor(), false),
                            (site, call) -> site.cache(call).removeAll())
                    : null;
        }

        private Advice result(CacheResult result) {
            Site<CacheResult> site =
                    site(result, result.cacheName(), result.cacheResolverFactory(), result.cacheKeyGenerator());
            CacheResolver failures = result.exceptionCacheName().isEmpty()
                    ? null
                    : resolvers(result.cacheResolverFactory()).getExceptionCacheResolver(site.facts());
            return new ResultAdvice(site, failures);
        }

        private <A extends Annotation> Site<A> site(
                A annotation,
                String name,
                Class<? extends CacheResolverFactory> resolvers,
                Class<? extends CacheKeyGenerator> keys) {
            MethodFacts<A> facts = new MethodFacts<>(method, annotation, name(name));
            return new Site<>(
                    facts,
                    new Parameters(method, annotation instanceof CachePut),
                    implementation,
                    resolvers(resolvers).getCacheResolver(facts),
                    keys(keys));
        }

        private String name(String own) {
            if (!own.isEmpty()) {
                return own;
            }
            if (defaults != null && !defaults.cacheName().isEmpty()) {
                return defaults.cacheName();
            }
            return method.getDeclaringClass().getName() + "." + method.getName()
                    + Arrays.stream(method.getParameterTypes())
                            .map(Class::getName)
                            .collect(Collectors.joining(",", "(", ")"));
        }

        private CacheResolverFactory resolvers(Class<? extends CacheResolverFactory> own) {
            if (own != CacheResolverFactory.class) {
                return made(own);
            }
            return defaults == null || defaults.cacheResolverFactory() == CacheResolverFactory.class
                    ? caches
                    : made(defaults.cacheResolverFactory());
        }

        private CacheKeyGenerator keys(Class<? extends CacheKeyGenerator> own) {
            if (own != CacheKeyGenerator.class) {
                return made(own);
            }
            return defaults == null || defaults.cacheKeyGenerator() == CacheKeyGenerator.class
                    ? new ArgumentsKey.Generator()
                    : made(defaults.cacheKeyGenerator());
        }

        private <T> T made(Class<T> type) {
            try {
                return type.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        method + " names " + type + ", which has no constructor to be called without arguments", e);
            }
        }
    }

    private static void put(Site<CachePut> site, Invocation<CachePut> call) {
        Object value = site.value(call);
        if (value != null) {
            site.cache(call).put(site.key(call), value);
        }
    }

    private static void remove(Site<CacheRemove> site, Invocation<CacheRemove> call) {
        boolean unused = site.cache(call).remove(site.key(call));
    }
}
