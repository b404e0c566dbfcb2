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
    private final PriorityQueue<Read> running =
            new PriorityQueue<>(Comparator.comparingLong(read -> read.event().end()));
    private final Map<Integer, Before> floor = new HashMap<>();
    private long latest = Long.MIN_VALUE;

    /** A read, and whether the version that it returned had been acknowledged when it began. */
    private record Read(HistoryEvent event, boolean acknowledged) {}

    /**
     * What a process had read of a key.
     *
     * @param any the newest version
     * @param acknowledged the newest of those versions that had been acknowledged when they were asked for
     */
    record Before(int any, int acknowledged) {
        private static final Before NOTHING = new Before(0, 0);

        private Before and(Read read) {
            int version = read.event().version();
            return new Before(
                    Math.max(any, version), read.acknowledged() ? Math.max(acknowledged, version) : acknowledged);
        }
    }

    /**
     * Returns what the process had read of the key when this read began, and remembers this one.
     *
     * @param acknowledged whether the version that this one returned had been acknowledged when it began
     */
    Before before(HistoryEvent read, boolean acknowledged) {
        if (read.start() < latest) {
            throw new IllegalArgumentException(
                    "a read began " + (latest - read.start()) + " ns before the one judged last: " + read);
        }
        latest = read.start();
        for (Read ended = running.peek(); ended != null && ended.event().end() < read.start(); ended = running.peek()) {
            running.poll();
            floor.put(ended.event().key(), of(ended.event().key()).and(ended));
        }
        running.add(new Read(read, acknowledged));
        return of(read.key());
    }

    private Before of(int key) {
        return floor.getOrDefault(key, Before.NOTHING);
    }
}
