package dev.tarn.spring;

import dev.tarn.CacheTransaction;
import org.jspecify.annotations.Nullable;

/** Knows the transaction of the source that the calling thread is in. */
interface CacheTransactions {
    /** Returns Tarn's side of the calling thread's transaction, begun if this is the first time it is asked for; null outside of one. */
    @Nullable
    CacheTransaction current();

    /** Returns what knows of no transactions. */
    static CacheTransactions none() {
        return () -> null;
    }
}
