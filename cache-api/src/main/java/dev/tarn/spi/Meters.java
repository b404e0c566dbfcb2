package dev.tarn.spi;

import dev.tarn.CacheStats;
import dev.tarn.CodecException;
import java.util.function.Supplier;

/** Takes the measurements of caches to wherever they are watched. Thread-safe; must not block or throw. */
@FunctionalInterface
public interface Meters {
    /**
     * Begins to measure a cache.
     *
     * @param cache the cache
     * @param stats gives the counts at any moment; must not be held after {@link CacheMeters#close()}
     * @return takes what counts cannot tell
     */
    CacheMeters open(CacheId cache, Supplier<CacheStats> stats);

    /** Returns meters that measure nothing. */
    static Meters none() {
        return (cache, stats) -> CacheMeters.NONE;
    }

    /**
     * Takes the measurements of one cache that need more than a count. Never called for a hit in a local tier. Thread-safe; must not
     * block or throw.
     */
    interface CacheMeters extends AutoCloseable {
        /** Measures nothing. */
        CacheMeters NONE = new CacheMeters() {};

        /**
         * Takes the duration of a load.
         *
         * @param nanos how long the loader ran
         * @param keys how many keys it was asked for
         * @param success whether it returned
         */
        default void load(long nanos, int keys, boolean success) {}

        /**
         * Takes the duration of a call to the remote tier.
         *
         * @param operation the method of {@link RemoteTier}
         * @param nanos from the call to the completion
         * @param success whether it completed without a failure
         */
        default void remoteCall(String operation, long nanos, boolean success) {}

        /**
         * Takes notice of an entry that could not be read.
         *
         * @param reason why
         */
        default void unreadable(CodecException.Reason reason) {}

        /** Ends the measurement. Idempotent. */
        @Override
        default void close() {}
    }
}
