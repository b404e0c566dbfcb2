package dev.tarn.testing.chaos;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * What one process has read of each key. Only a read that had ended when another began obliges that one, so reads wait here until
 * one begins after their end: at most as many as the process has threads. Not thread-safe.
 */
final class ReadFloor {
    private final PriorityQueue<HistoryEvent> running =
            new PriorityQueue<>(Comparator.comparingLong(HistoryEvent::end));
    private final Map<Integer, Integer> floor = new HashMap<>();
    private long latest = Long.MIN_VALUE;

    /** Returns the newest version of the key that the process had read when this read began, and remembers this one. */
    int before(HistoryEvent read) {
        if (read.start() < latest) {
            throw new IllegalArgumentException(
                    "a read began " + (latest - read.start()) + " ns before the one judged last: " + read);
        }
        latest = read.start();
        for (HistoryEvent ended = running.peek(); ended != null && ended.end() < read.start(); ended = running.peek()) {
            running.poll();
            floor.merge(ended.key(), ended.version(), Math::max);
        }
        running.add(read);
        return floor.getOrDefault(read.key(), 0);
    }
}
