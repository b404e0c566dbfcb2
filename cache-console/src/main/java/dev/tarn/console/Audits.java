package dev.tarn.console;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Meters.Audit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what audits have come to, and remembers the last divergences, in bounded space. Thread-safe. */
final class Audits {
    static final int SIZE = 8;

    private final Clock clock;
    private final Map<Audit, Long> counts = new EnumMap<>(Audit.class);
    private final Deque<Divergence> last = new ArrayDeque<>();

    Audits(Clock clock) {
        this.clock = clock;
    }

    /**
     * Something that was served and was not what the remote store held.
     *
     * @param key its key
     * @param verdict whether it was older
     * @param ageNanos since when, at most
     * @param seenAt when that was seen, on the clock of this process in milliseconds
     */
    record Divergence(Object key, Audit verdict, long ageNanos, long seenAt) {}

    synchronized void add(Object key, Audit verdict, long ageNanos) {
        counts.merge(verdict, 1L, Long::sum);
        if (verdict.isDivergence()) {
            last.addFirst(new Divergence(key, verdict, ageNanos, clock.millis()));
            if (last.size() > SIZE) {
                last.removeLast();
            }
        }
    }

    synchronized long count(Audit verdict) {
        return counts.getOrDefault(verdict, 0L);
    }

    /** Returns the last divergences, the newest first. */
    synchronized List<Divergence> last() {
        return List.copyOf(last);
    }
}
