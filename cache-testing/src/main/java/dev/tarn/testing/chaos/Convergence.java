package dev.tarn.testing.chaos;

import static dev.tarn.testing.chaos.Acknowledgements.NEVER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Judges the reads after the faults: has every process that is left found its way to the newest acknowledged versions? */
final class Convergence {
    /** Conceded: nobody was ever told, because the process ended in between. */
    static final String UNTOLD = "keys: committed, but the writer ended or failed before it had invalidated";

    /** Conceded: a queue does not outlive its process. */
    static final String QUEUE_LOST = "keys: invalidation queued in a process that was killed";

    private final WriteIndex writes;
    private final List<HistoryEvent> finals = new ArrayList<>();
    private final List<HistoryEvent> failed = new ArrayList<>();
    private final Set<Long> survivors = new HashSet<>();

    Convergence(WriteIndex writes) {
        this.writes = writes;
    }

    void read(HistoryEvent read) {
        survivors.add(read.process());
        finals.add(read);
    }

    void failed(HistoryEvent read) {
        survivors.add(read.process());
        failed.add(read);
    }

    List<Violation> violations() {
        List<Violation> found = new ArrayList<>();
        for (HistoryEvent read : finals) {
            int expected = expected(read.key());
            if (read.version() < expected) {
                long since = writes.appliedSince(read.key(), read.version());
                Duration stale = Duration.ofNanos(since == NEVER ? 0 : Math.max(0, read.start() - since));
                found.add(new Violation(Violation.Kind.PERMANENT, read, expected, stale));
            }
        }
        failed.forEach(
                read -> found.add(new Violation(Violation.Kind.PERMANENT, read, expected(read.key()), Duration.ZERO)));
        return found;
    }

    /** Counts the acknowledged invalidations that at least one process has not carried out in the end. */
    long lostInvalidations() {
        Map<Integer, Integer> oldest = new HashMap<>();
        finals.forEach(read -> oldest.merge(read.key(), read.version(), Math::min));
        return oldest.entrySet().stream()
                .mapToLong(entry -> writes.appliedAbove(entry.getKey(), entry.getValue()))
                .sum();
    }

    Map<String, Long> conceded() {
        Map<String, Long> counts = new TreeMap<>();
        Set<Integer> judged = new HashSet<>();
        for (HistoryEvent read : finals) {
            int key = read.key();
            if (read.version() < expected(key) || read.version() >= writes.newestSeen(key) || !judged.add(key)) {
                continue;
            }
            String why = read.version() < writes.newestQueued(key) ? QUEUE_LOST : UNTOLD;
            counts.merge(why, 1L, Long::sum);
        }
        return counts;
    }

    private int expected(int key) {
        return Math.max(writes.newestApplied(key), writes.newestQueued(key, survivors));
    }
}
