package dev.tarn.jcache.annotation;

import org.jspecify.annotations.Nullable;

/** What is done with caches around a method. */
interface Advice {
    /** The method itself. */
    interface Work {
        @Nullable
        Object run() throws Throwable;
    }

    /**
     * Answers a call.
     *
     * @param arguments of the call
     * @param work the method itself, run at most once
     * @throws Throwable what the method throws, or has thrown earlier
     */
    @Nullable
    Object around(@Nullable Object[] arguments, Work work) throws Throwable;
}
