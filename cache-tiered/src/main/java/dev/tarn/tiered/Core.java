package dev.tarn.tiered;

import dev.tarn.invalidation.CacheLog;
import dev.tarn.invalidation.Pending;
import dev.tarn.spi.Applied;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Clock;
import dev.tarn.spi.Codec;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Invalidation.Operation;
import dev.tarn.spi.Meters.CacheMeters;
import dev.tarn.spi.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
        CacheLog log,
        OwnMarks marks,
        Coherence<K, V> coherence,
        Flights<K, V> flights,
        LoadDesk<K, V> desk,
        Pending<K> pending,
        Failures<K> failures,
        Lifetimes<K, V> lifetimes,
        Counters counters,
        Listeners<K, V> listeners,
        CacheMeters meters,
        ReadSamples<K, V> samples,
        Tokens tokens,
        Patience patience) {

    private static final byte[] NO_BYTES = {};

    /** Returns a flight that is not open yet, labelled with what this node knows now. */
    Flight<K, V> newFlight(K key, @Nullable CallerDriver driver) {
        return newFlight(key, driver, clock.nanos());
    }

    /** Returns a flight that is not open yet, labelled with what this node knows now, for a call that has looked at the clock just before. */
    Flight<K, V> newFlight(K key, @Nullable CallerDriver driver, long openedAt) {
        byte[] bytes = encoded(key);
        int shard = log.shardOf(bytes);
        int answers = coherence.answers(key);
        long ticket = coherence.ticket(key);
        return new Flight<>(key, bytes, shard, log.appliedUpTo(shard), ticket, answers, openedAt, driver);
    }

    /** Lets a flight go that stood by, labelled with what this node knows now. */
    void depart(Flight<K, V> flight) {
        flight.depart();
        flight.label(coherence.ticket(flight.key()), log.appliedUpTo(flight.shard));
    }

    /** Opens a flight unless one can be joined; returns the one to join, or null if the given one is now open. */
    @Nullable
    Flight<K, V> openOrJoin(Flight<K, V> mine) {
        Flight<K, V> other = flights.open(mine);
        while (other != null && !mayJoin(other, mine.openedAt)) {
            flights.detach(other);
            other = flights.open(mine);
        }
        return other;
    }

    /** Returns the open flight of a key that is worth waiting for, or null. */
    @Nullable
    Flight<K, V> underWay(K key) {
        Flight<K, V> flight = flights.of(key);
        if (flight != null && Waits.isGivenUp(flight, settings, clock.nanos())) {
            flights.detach(flight);
            return null;
        }
        return flight;
    }

    private boolean mayJoin(Flight<K, V> other, long now) {
        return coherence.mayJoin(other, now) && !Waits.isGivenUp(other, settings, now);
    }

    /** Completes when it has been tried to prove what this node holds of the shards of some flights; at once, where that is of no use now. */
    CompletionStage<?> validated(List<Flight<K, V>> doubtful) {
        if (remote != null && remote.isLogBroken()) {
            return CompletableFuture.completedStage(null);
        }
        CompletableFuture<?>[] tried = doubtful.stream()
                .mapToInt(flight -> flight.shard)
                .distinct()
                .mapToObj(shard -> log.validate(shard).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(tried);
    }

    /** Moves the log on past a change of this node's own, after it was applied here. */
    void applied(Operation operation, List<byte[]> names, Applied place) {
        marks.changed(place.current());
        log.applied(new Invalidation(operation, place.previous(), place.current(), namesIn(place, operation, names)));
    }

    /** Returns the names in a step: also those of changes that share it, for if the store loses it, all of them are lost. */
    private List<byte[]> namesIn(Applied place, Operation operation, List<byte[]> asked) {
        if (!place.names().isEmpty()) {
            return place.names();
        }
        int shard = place.current().shard();
        boolean all = log.shards() == 1 || operation != Operation.INVALIDATE;
        return all
                ? asked
                : asked.stream().filter(name -> log.shardOf(name) == shard).toList();
    }

    /**
     * Notes that an answer was not stored. Its caller sees it all the same, and what is held may be older, whatever the labels say: that goes, so
     * that the next read does not go back. What only this node has stays: a value that the key was given and that is pending, and everything where there is no
     * remote tier. (If so much is pending that a clear stands for it, the key is not known any more, and goes.)
     */
    void refused(K key) {
        coherence.refused();
        letGo(key);
    }

    /** Lets what the local tiers hold of a key go, but for what only this node has. */
    void letGo(K key) {
        if (remote != null && !pending.isKept(key)) {
            locals.removeOlder(key, Long.MAX_VALUE);
        }
    }

    /** Returns a driver for a call that blocks this thread. */
    CallerDriver newDriver() {
        return new CallerDriver(executor, clock, patience);
    }

    /** Encodes a key, or returns nothing where nothing leaves the process. */
    byte[] encoded(K key) {
        return keys == null ? NO_BYTES : keys.encode(key);
    }
}
