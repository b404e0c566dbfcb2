package dev.tarn.benchmarks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Knows what will be asked for, and gives up what is needed last. With equal sizes nobody can do better. */
final class Clairvoyant {
    private static final int ABSENT = -1;

    /** An entry and the access at which it is needed again. */
    private record Held(int key, int next) {}

    private Clairvoyant() {}

    /** Returns how many of a hundred accesses are hits. */
    static double percent(Accesses accesses, long capacity) {
        int[] nexts = nexts(accesses);
        int[] held = new int[accesses.sizes().length];
        Arrays.fill(held, ABSENT);
        PriorityQueue<Held> lastNeededFirst =
                new PriorityQueue<>(Comparator.comparingInt(Held::next).reversed());
        long used = 0;
        int hits = 0;
        for (int i = 0; i < nexts.length; i++) {
            int key = accesses.keys()[i];
            if (held[key] == ABSENT) {
                used += accesses.sizes()[key];
            } else {
                hits++;
            }
            held[key] = nexts[i];
            lastNeededFirst.add(new Held(key, nexts[i]));
            while (used > capacity) {
                Held last = lastNeededFirst.remove();
                if (held[last.key] == last.next) {
                    held[last.key] = ABSENT;
                    used -= accesses.sizes()[last.key];
                }
            }
        }
        return 100.0 * hits / nexts.length;
    }

    private static int[] nexts(Accesses accesses) {
        int[] nexts = new int[accesses.keys().length];
        int[] seen = new int[accesses.sizes().length];
        Arrays.fill(seen, Integer.MAX_VALUE);
        for (int i = nexts.length - 1; i >= 0; i--) {
            nexts[i] = seen[accesses.keys()[i]];
            seen[accesses.keys()[i]] = i;
        }
        return nexts;
    }
}
