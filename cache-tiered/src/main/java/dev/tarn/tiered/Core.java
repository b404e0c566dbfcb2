package dev.tarn.tiered;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Scheduler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the parts of one cache that its ways of reading and writing share.
 *
 * @param keys encodes keys; null where nothing leaves the process
 * @param remote the remote tier; null where there is none
 */
record Core<K, V>(
        CacheId id,
        CacheSettings<K, V> settings,
        Clock clock,
        Executor executor,
        Scheduler scheduler,
        @Nullable Codec<K> keys,
        LocalTiers<K, V> locals,
        @Nullable RemoteAccess<V> remote,
        Log log,
        Coherence<K, V> coherence,
        Flights<K, V> flights,
        Pending<K> pending,
        Lifetimes lifetimes,
        Counters counters,
        Listeners<K, V> listeners,
        CacheMeters meters,
        Tokens tokens,
        Patience patience) {

    private static final byte[] NO_BYTES = {};

    /** Returns a flight that is not open yet, labelled with what this node knows now. */
    Flight<K, V> newFlight(K key, @Nullable CallerDriver driver) {
        byte[] bytes = encoded(key);
        int shard = log.shardOf(bytes);
        long ticket = coherence.ticket(key);
        return new Flight<>(key, bytes, shard, log.appliedUpTo(shard), ticket, driver);
    }

    /** Returns a driver for a call that blocks this thread. */
    CallerDriver newDriver() {
        return new CallerDriver(executor, patience);
    }

    /** Encodes a key, or returns nothing where nothing leaves the process. */
    byte[] encoded(K key) {
        return keys == null ? NO_BYTES : keys.encode(key);
    }
}
