package dev.tarn.jcache.annotation;

import dev.tarn.jcache.LoadsByCall;
import java.util.Objects;
import javax.cache.Cache;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResult;
import org.jspecify.annotations.Nullable;

/** Answers from the cache, or calls the method and keeps its result or, if the annotation wants it, its exception. */
final class ResultAdvice implements Advice {
    private final Site<CacheResult> site;
    private final @Nullable CacheResolver failures;
    private final ExceptionRule kept;
    private final boolean asks;

    /**
     * Creates the advice.
     *
     * @param failures finds the cache of exceptions, null if they are not kept
     */
    ResultAdvice(Site<CacheResult> site, @Nullable CacheResolver failures) {
        CacheResult annotation = site.facts().getCacheAnnotation();
        this.site = site;
        this.failures = failures;
        this.kept = new ExceptionRule(annotation.cachedExceptions(), annotation.nonCachedExceptions(), true);
        this.asks = !annotation.skipGet();
    }

    @Override
    @SuppressWarnings("unchecked") // what a cache loads is of its own types
    public @Nullable Object around(@Nullable Object[] arguments, Work work) throws Throwable {
        Invocation<CacheResult> invocation = site.invocation(arguments);
        Cache<Object, Object> cache = site.cache(invocation);
        Object key = site.key(invocation);
        Cache<Object, Throwable> thrown = failures == null ? null : failures.resolveCache(invocation);
        if (asks && cache instanceof LoadsByCall<?, ?>) {
            return loaded((LoadsByCall<Object, Object>) cache, key, thrown, work);
        }
        if (asks) {
            Object held = cache.get(key);
            if (held != null) {
                return held;
            }
            throwHeld(thrown, key);
        }
        try {
            Object result = work.run();
            if (result != null) {
                cache.put(key, result);
            }
            return result;
        } catch (Throwable e) {
            if (thrown != null && kept.counts(e)) {
                thrown.put(key, e);
            }
            throw e;
        }
    }

    /** Lets one of Tarn's caches call the method, so that it calls once for all and keeps nothing that was overtaken by a change. */
    private @Nullable Object loaded(
            LoadsByCall<Object, Object> cache, Object key, @Nullable Cache<Object, Throwable> thrown, Work work)
            throws Throwable {
        try {
            return cache.getOrLoad(key, () -> {
                try {
                    throwHeld(thrown, key);
                } catch (Throwable e) {
                    throw new Thrown(e);
                }
                try {
                    return work.run();
                } catch (Throwable e) {
                    if (thrown != null && kept.counts(e)) {
                        thrown.put(key, e);
                    }
                    throw new Thrown(e);
                }
            });
        } catch (Thrown e) {
            throw e.getCause();
        }
    }

    /** Carries what the method has thrown through the cache. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Thrown(Throwable cause) {
            super(null, cause, false, false);
        }

        @Override
        public synchronized Throwable getCause() {
            return Objects.requireNonNull(super.getCause());
        }
    }

    private static void throwHeld(@Nullable Cache<Object, Throwable> thrown, Object key) throws Throwable {
        Throwable held = thrown == null ? null : thrown.get(key);
        if (held != null) {
            throw held;
        }
    }
}
