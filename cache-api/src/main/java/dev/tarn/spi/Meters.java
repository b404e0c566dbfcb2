package dev.tarn.spi;

import dev.tarn.Breaker;
import dev.tarn.CacheStats;
import dev.tarn.CodecException;
import dev.tarn.RemovalCause;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes the measurements of caches to wherever they are watched. Thread-safe; must not block or throw. */
@FunctionalInterface
public interface Meters {
    /**
     * Begins to measure a cache, which has been built.
     *
     * @param cache the cache
     * @param stats gives the counts at any moment; holds the cache, so nothing but what is returned must hold it, and that not after
     *     {@link CacheMeters#close()}
     * @return takes what counts cannot tell
     */
    CacheMeters open(CacheId cache, Supplier<CacheStats> stats);

    /**
     * Begins to measure the servers of a remote store. Measures nothing unless overridden.
     *
     * @param namespace of the caches that use it
     * @param store the {@linkplain RemoteStore#name name} of the store
     * @param servers gives the counts at any moment; holds the store, so nothing but what is returned must hold it
     * @return takes what counts cannot tell
     */
    default StoreMeters openStore(String namespace, String store, Supplier<List<ServerStats>> servers) {
        return StoreMeters.NONE;
    }

    /**
     * Begins to measure the breaker before a remote store. Measures nothing unless overridden.
     *
     * @param namespace of the caches that use the store
     * @param remote the name under which caches ask for the store; the store's own for the one of caches that name none
     * @param state gives the state at any moment; nothing but what is returned must hold it
     * @return hears of changes
     */
    default BreakerMeters openBreaker(String namespace, String remote, Supplier<Breaker.State> state) {
        return BreakerMeters.NONE;
    }

    /** Returns meters that measure nothing. */
    static Meters none() {
        return (cache, stats) -> CacheMeters.NONE;
    }

    /**
     * Takes the measurements of one cache that need more than a count. Never called for a fresh hit in a local tier, but for those that are
     * {@linkplain #keySampleNanos sampled}. Thread-safe; must not block or throw: some of it is called under the lock of a store.
     */
    interface CacheMeters extends AutoCloseable {
        /** Measures nothing. */
        CacheMeters NONE = new CacheMeters() {};

        /**
         * Hears that a load begins, on the thread that runs the loader, just before it does; {@link Span#end} comes on the same thread just
         * after it, before {@link #load}.
         *
         * @param keys how many keys the loader is asked for
         * @return hears of the end
         */
        default Span startLoad(int keys) {
            return Span.NONE;
        }

        /**
         * Takes the duration of a load.
         *
         * @param nanos how long the loader ran
         * @param keys how many keys it was asked for
         * @param success whether it returned
         */
        default void load(long nanos, int keys, boolean success) {}

        /**
         * Hears that a call to the remote tier begins; {@link Span#end} may come on another thread, before {@link #remoteCall}.
         *
         * @param operation the method of {@link RemoteTier}
         * @param keys how many keys or tags it is about
         * @return hears of the end
         */
        default Span startRemoteCall(String operation, int keys) {
            return Span.NONE;
        }

        /**
         * Takes the duration of a call to the remote tier.
         *
         * @param operation the method of {@link RemoteTier}
         * @param nanos from the call to the completion
         * @param success whether it completed without a failure
         */
        default void remoteCall(String operation, long nanos, boolean success) {}

        /**
         * Takes how long reads waited for a load that another process runs, until they asked again. A long load is several waits.
         *
         * @param nanos how long
         * @param keys how many keys waited together
         */
        default void leaseWait(long nanos, int keys) {}

        /**
         * Hears that a stale value was served.
         *
         * @param nanos since when it was stale: the time since the end of its time to live
         */
        default void staleServed(long nanos) {}

        /**
         * Hears that a local tier gave up entries by itself.
         *
         * @param tier the name of the tier
         * @param cause {@link RemovalCause#SIZE}, or {@link RemovalCause#EXPIRED} for what was dead or void
         * @param entries how many
         */
        default void evicted(String tier, RemovalCause cause, int entries) {}

        /**
         * Takes how long a change that was made elsewhere was on its way, where the store's positions tell.
         *
         * @param nanos from its record on the store's clock until it was applied here; as exact as the node knows that clock
         */
        default void invalidationLag(long nanos) {}

        /**
         * Takes notice of an entry that could not be read.
         *
         * @param reason why
         */
        default void unreadable(CodecException.Reason reason) {}

        /**
         * Says how often a read is to be sampled, its key and, where a local tier answers, its time; asked once, when the cache has been
         * built. Between two of them a read pays for a look at one field.
         *
         * @return the pause in nanoseconds, or 0 for never; a cache that is read less often is sampled less often
         */
        default long keySampleNanos() {
            return 0;
        }

        /**
         * Takes the key of the first single read after such a pause, hit or miss; on the thread that reads.
         *
         * @param key the key; must not be kept longer than the measurement lasts, nor shown to whom it does not concern
         */
        default void sampledKey(Object key) {}

        /**
         * Takes how long a sampled read took that a local tier answered; on the thread that reads.
         *
         * @param tier the name of the tier
         * @param nanos from its begin to its end, the reading of the clock among it
         */
        default void localHit(String tier, long nanos) {}

        /**
         * Takes what came of comparing an entry that a local tier has served with what the remote store holds, where audits were asked for.
         * On a thread of the executor.
         *
         * @param key the key; must not be kept longer than the measurement lasts, nor shown to whom it does not concern
         * @param verdict what came of it
         * @param ageNanos since when, at most, the two have been different: the time since the later of them was written; 0 unless they
         *     are
         */
        default void audited(Object key, Audit verdict, long ageNanos) {}

        /**
         * Takes the size of an entry that was made ready for the remote tier.
         *
         * @param key the encoded key; must not be changed
         * @param bytes the size of the envelope
         */
        default void encoded(byte[] key, int bytes) {}

        /**
         * Hears that the breaker before the remote store, which all caches of a {@code Tarn} share, has changed its state.
         *
         * @param state what it lets through now
         */
        default void breakerChanged(Breaker.State state) {}

        /** Ends the measurement. Idempotent. */
        @Override
        default void close() {}
    }

    /** What can come of comparing an entry that a local tier has served with what the remote store holds of its key. */
    enum Audit {
        /** Both hold the same. */
        AGREES,
        /** Nothing to compare with: the store holds nothing of the key that can be read, or could not be asked. */
        INCOMPARABLE,
        /** They were different at first, and once the staleness bound had passed they were not, or the entry was no longer served: a change was under way. */
        SETTLED,
        /** After the staleness bound this node still served something else, and older: the store holds a newer version. */
        BEHIND,
        /**
         * After the staleness bound this node still served something else, and no newer version explains it: the store was changed past the
         * cache, or the source gave two answers and nobody told of a change.
         */
        APART;

        /** Tells whether the two were found to be different for good. */
        public boolean isDivergence() {
            return this == BEHIND || this == APART;
        }
    }

    /**
     * Takes the measurements of the servers of a remote store that need more than a count. Thread-safe; must not block or throw: it is
     * called on I/O threads.
     */
    interface StoreMeters extends AutoCloseable {
        /** Measures nothing. */
        StoreMeters NONE = new StoreMeters() {};

        /**
         * Takes the duration of a request that a server has answered, or did not.
         *
         * @param server the server, as {@link ServerStats#server} names it
         * @param operation what the store asked for; one of a few names
         * @param nanos from the moment at which it was handed over
         * @param answered whether there was an answer
         */
        default void request(String server, String operation, long nanos, boolean answered) {}

        /** Ends the measurement. Idempotent. */
        @Override
        default void close() {}
    }

    /** Takes what becomes of the breaker before one remote store. Thread-safe; must not block or throw. */
    interface BreakerMeters extends AutoCloseable {
        /** Measures nothing. */
        BreakerMeters NONE = new BreakerMeters() {};

        /**
         * Hears that the state has changed.
         *
         * @param state what it lets through now
         */
        default void changed(Breaker.State state) {}

        /** Ends the measurement. Idempotent. */
        @Override
        default void close() {}
    }

    /** Hears of the end of something whose begin it stands for. */
    @FunctionalInterface
    interface Span {
        /** Hears nothing. */
        Span NONE = failure -> {};

        /**
         * Hears of the end; called once. Must not block or throw.
         *
         * @param failure why it failed, or null if it did not
         */
        void end(@Nullable Throwable failure);
    }
}
