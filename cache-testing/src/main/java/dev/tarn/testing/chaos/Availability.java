package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.HistoryEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Looks whether the processes answer at all: a cache that throws or hangs is never stale. Not thread-safe.
 *
 * <p>A silence is the time between two answers of a process, its start and its end included. The answers are put into the order of
 * their ends first, like the reads in {@link ReadFloor}: one slow call is no silence as long as other calls are answered.
 */
final class Availability {
    private final long patience;
    private final double leastPerSecond;
    private final Map<Long, Life> lives = new HashMap<>();
    private final Map<Integer, Long> readsByNode = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private long longest;

    Availability(Duration patience, double leastPerSecond) {
        this.patience = patience.toNanos();
        this.leastPerSecond = leastPerSecond;
    }

    void see(HistoryEvent event) {
        if (event.isRead()) {
            readsByNode.merge(event.node(), 1L, Long::sum);
        }
        if (event.kind() == Kind.STARTED) {
            lives.put(event.process(), new Life(event.start()));
            return;
        }
        Life life = lives.get(event.process());
        if (life != null && event.isRead()) {
            life.takeAnswersBefore(event.start());
            life.running.add(event);
        } else if (life != null && event.kind() == Kind.ENDED) {
            life.end(event);
        }
    }

    List<Violation> violations() {
        return violations;
    }

    Duration longestSilence() {
        return Duration.ofNanos(longest);
    }

    Map<Integer, Long> readsByNode() {
        return readsByNode;
    }

    private void report(HistoryEvent event, long nanos) {
        violations.add(new Violation(Violation.Kind.SILENT, event, 0, Duration.ofNanos(nanos)));
    }

    /** A process since it was told to work. */
    private final class Life {
        private final PriorityQueue<HistoryEvent> running =
                new PriorityQueue<>(Comparator.comparingLong(HistoryEvent::end));
        private final long started;
        private long last;
        private long answers;

        Life(long started) {
            this.started = started;
            this.last = started;
        }

        void takeAnswersBefore(long time) {
            for (HistoryEvent next = running.peek(); next != null && next.end() < time; next = running.peek()) {
                running.poll();
                answers++;
                silentUntil(next.end(), next);
            }
        }

        void end(HistoryEvent event) {
            takeAnswersBefore(Long.MAX_VALUE);
            silentUntil(event.start(), event);
            long lived = event.start() - started;
            if (lived >= patience && answers < leastPerSecond * lived / 1e9) {
                report(event, lived);
            }
        }

        private void silentUntil(long time, HistoryEvent event) {
            long silence = time - last;
            last = Math.max(last, time);
            longest = Math.max(longest, silence);
            if (silence > patience) {
                report(event, silence);
            }
        }
    }
}
