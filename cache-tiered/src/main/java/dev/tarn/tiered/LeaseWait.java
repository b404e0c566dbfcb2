package dev.tarn.tiered;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Waits, without a thread, for the leases that other processes hold on the keys of some flights. A flight goes on as soon as its lease is
 * heard to have ended; the others when the time is up, for a message may be lost. Each goes on once.
 */
final class LeaseWait<K, V> {
    private final List<Flight<K, V>> all;
    private final Set<Flight<K, V>> waiting = ConcurrentHashMap.newKeySet();
    private final Consumer<List<Flight<K, V>>> goOn;

    LeaseWait(List<Flight<K, V>> flights, Consumer<List<Flight<K, V>>> goOn) {
        this.goOn = goOn;
        this.all = flights;
        waiting.addAll(flights);
        flights.forEach(flight -> flight.onLeaseEnd(() -> goOn(List.of(flight))));
    }

    /** Lets go on what still waits. */
    void timeIsUp() {
        goOn(all);
    }

    private void goOn(List<Flight<K, V>> flights) {
        List<Flight<K, V>> now = flights.stream().filter(waiting::remove).toList();
        if (!now.isEmpty()) {
            goOn.accept(now);
        }
    }
}
