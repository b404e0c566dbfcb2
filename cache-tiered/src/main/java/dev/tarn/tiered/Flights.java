package dev.tarn.tiered;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the open flights of a cache: at most one that can be joined for each key. */
final class Flights<K, V> {
    private final ConcurrentHashMap<K, Flight<K, V>> open = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable ended;

    /**
     * Opens a flight unless one can be joined. Returns the one to join, or null if the given one is now open. After {@link #failAll} the
     * given one has failed already.
     */
    @Nullable
    Flight<K, V> open(Flight<K, V> flight) {
        Flight<K, V> other = open.putIfAbsent(flight.key(), flight);
        Throwable failure = ended;
        if (failure == null || other != null) {
            return other;
        }
        end(flight, failure);
        return flight;
    }

    /** Returns the flight of the key that can be joined, or null. */
    @Nullable
    Flight<K, V> of(K key) {
        return open.get(key);
    }

    /** Returns the flights that can be joined now. */
    List<Flight<K, V>> all() {
        return List.copyOf(open.values());
    }

    /** Takes a flight out that has its answer. */
    void close(Flight<K, V> flight) {
        open.remove(flight.key(), flight);
    }

    /** Detaches the flight of a key, if there is one that has departed. */
    void detach(K key) {
        Flight<K, V> flight = open.get(key);
        if (flight != null) {
            changed(flight);
        }
    }

    private void changed(Flight<K, V> flight) {
        if (flight.detachIfDeparted()) {
            open.remove(flight.key(), flight);
        }
    }

    /** Detaches the flight of a key if its answer is known to be older than a position of the log. */
    void detachOlder(K key, int shard, long stamp) {
        Flight<K, V> flight = open.get(key);
        if (flight != null) {
            changedAt(flight, shard, stamp);
        }
    }

    /** Detaches all flights of a shard whose answers are known to be older than a position of the log. */
    void detachAllOlder(int shard, long stamp) {
        open.values().forEach(flight -> changedAt(flight, shard, stamp));
    }

    private void changedAt(Flight<K, V> flight, int shard, long stamp) {
        if (flight.shard == shard && flight.label() < stamp) {
            changed(flight);
        }
    }

    /** Detaches the flight of a key, if there is one: another answer has come that its own may be older than. */
    void overtaken(K key) {
        Flight<K, V> flight = open.get(key);
        if (flight != null && !flight.isStandingBy()) {
            detach(flight);
        }
    }

    /** Detaches all flights that have departed. */
    void detachAll() {
        open.values().forEach(this::changed);
    }

    /** Fails and takes out all flights, also those that are yet to be opened, so that nobody waits for ever. */
    void failAll(Throwable failure) {
        ended = failure;
        open.values().forEach(flight -> end(flight, failure));
    }

    private void end(Flight<K, V> flight, Throwable failure) {
        detach(flight);
        flight.fail(failure);
    }

    /** Detaches a flight, even one that stands by: it must not be joined. */
    void detach(Flight<K, V> flight) {
        flight.detach();
        open.remove(flight.key(), flight);
    }
}
