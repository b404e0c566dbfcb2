package dev.tarn.console;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds what comes most often in a stream, in bounded space: the Space-Saving algorithm of Metwally, Agrawal and El Abbadi. Whatever makes
 * up more than one in {@link #SIZE} is among what is kept; counts may be too high by the count that a newcomer took over. Counts are
 * halved now and then, so that what was asked for long ago fades. Thread-safe; meant for some hundred calls a second.
 */
final class Heavyweights {
    static final int SIZE = 64;

    /** So many observations, and the counts are halved. */
    private static final int HALVED_AT = 4_000;

    private final Map<Object, Count> counts = new HashMap<>();
    private long total;

    private static final class Count {
        private long seen;
        /** What it took over from whoever had its place. */
        private long inherited;
    }

    /**
     * Something that came often.
     *
     * @param item what
     * @param share its share of what came, from 0 to 1; at least its true one, as far as it is remembered
     */
    record Heavy(Object item, double share) {}

    synchronized void add(Object item) {
        total++;
        Count count = counts.get(item);
        if (count == null) {
            count = new Count();
            if (counts.size() >= SIZE) {
                Object least = least();
                count.seen = Objects.requireNonNull(counts.remove(least)).seen;
                count.inherited = count.seen;
            }
            counts.put(item, count);
        }
        count.seen++;
        if (total >= HALVED_AT) {
            halve();
        }
    }

    private Object least() {
        return counts.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().seen))
                .orElseThrow()
                .getKey();
    }

    private void halve() {
        total /= 2;
        counts.values().removeIf(count -> {
            count.seen /= 2;
            count.inherited /= 2;
            return count.seen == 0;
        });
    }

    /** Returns the most frequent first, those of which it is sure that they came more than once. */
    synchronized List<Heavy> top(int most) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().seen - entry.getValue().inherited > 1)
                .sorted(Comparator.comparingLong((Map.Entry<Object, Count> entry) -> entry.getValue().seen)
                        .reversed())
                .limit(most)
                .map(entry -> new Heavy(entry.getKey(), (double) entry.getValue().seen / total))
                .toList();
    }
}
