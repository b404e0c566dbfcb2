package dev.tarn.local.offheap;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers roughly how often keys were asked for, also those that are not held: a count-min sketch of four-bit counters. Few times are
 * counted exactly, many by chance (R. Morris, Counting large numbers of events in small registers, 1978), so that a key asked for a hundred times is
 * told from one asked for fifteen times; and what they stand for is halved from time to time. Racy on purpose: a lost count does no harm.
 *
 * <p>All counters of a key stand in one word: one of each of its four groups of four. Only the least of them are raised, so that keys which
 * share a counter hardly raise each other's. There are a power of two of words, so that twice as many remember what these do.
 */
final class Sketch {
    private static final int MOST = 15;

    /** A word serves from 0.7 to 1.5 places: so many eighths, rounded down to a power of two. */
    private static final int EIGHTHS_OF_PLACES = 11;

    /** For each place, or for each word if there are more of them: with large entries there are few places, but as many keys to be remembered. */
    private static final int SAMPLES = 15;

    private static final int LEAST_SAMPLE = 64;
    private static final long LOWEST_BITS = 0x1111_1111_1111_1111L;
    /** How often a key was asked for with such a counter: exact up to four, then it doubles with two steps. */
    private static final int[] TIMES = {0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192};
    /** One of so many times, and of one more, raises such a counter. */
    private static final int[] ONE_OF = {0, 0, 0, 0, 1, 1, 3, 3, 7, 7, 15, 15, 31, 31, 63, 63};

    private final long[] counters;
    private final int sample;
    /** The accesses since the last halving, counted like the counters: by those that raise one. */
    private int counted;

    private Sketch(long[] counters, int places) {
        this.counters = counters;
        this.sample = (int)
                Math.min(Integer.MAX_VALUE, Math.max(LEAST_SAMPLE, (long) SAMPLES * Math.max(places, counters.length)));
    }

    /**
     * Creates a sketch.
     *
     * @param places of the index
     * @param least how many words of counters it has at least
     */
    static Sketch of(int places, int least) {
        int wanted = (int) Math.max(least, (long) places * EIGHTHS_OF_PLACES / 8);
        return new Sketch(new long[Integer.highestOneBit(wanted)], places);
    }

    /** Returns a sketch for an index with more places that remembers what this one does. */
    Sketch resized(int places, int least) {
        Sketch resized = of(places, least);
        for (int i = 0; i < resized.counters.length; i++) {
            resized.counters[i] = counters[i / (resized.counters.length / counters.length)];
        }
        resized.counted = counted;
        return resized;
    }

    long bytes() {
        return (long) counters.length * Long.BYTES;
    }

    /** Returns how often a key was asked for, roughly. */
    int frequency(int tag) {
        if (counters.length == 0) {
            return 0;
        }
        long mixed = mix(tag);
        return TIMES[least(counters[place(mixed)], mixed)];
    }

    private static int least(long word, long mixed) {
        int least = MOST;
        for (int group = 0; group < 4; group++) {
            least = Math.min(least, (int) (word >>> shift(mixed, group)) & MOST);
        }
        return least;
    }

    /** Counts that a key was asked for. */
    void count(int tag) {
        if (counters.length == 0) {
            return;
        }
        long mixed = mix(tag);
        long seen = counters[place(mixed)];
        int least = least(seen, mixed);
        if (least == MOST || !isRaised(least)) {
            return;
        }
        long raised = seen;
        for (int group = 0; group < 4; group++) {
            int shift = shift(mixed, group);
            if ((seen >>> shift & MOST) == least) {
                raised += 1L << shift;
            }
        }
        counters[place(mixed)] = raised;
        counted += ONE_OF[least] + 1;
        if (counted >= sample) {
            halve();
        }
    }

    /** Draws whether this time raises a counter. */
    private static boolean isRaised(int counter) {
        int others = ONE_OF[counter];
        return others == 0 || (ThreadLocalRandom.current().nextInt() & others) == 0;
    }

    private void halve() {
        counted /= 2;
        for (int i = 0; i < counters.length; i++) {
            counters[i] = halved(counters[i]);
        }
    }

    /** Lowers each counter of a word by two steps, which halves what it stands for; but two by one only, and one to nothing. */
    private static long halved(long word) {
        long once = word - ((word | word >>> 1 | word >>> 2 | word >>> 3) & LOWEST_BITS);
        return once - ((once >>> 1 | once >>> 2 | once >>> 3) & LOWEST_BITS);
    }

    private static long mix(int tag) {
        long mixed = tag * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }

    private int place(long mixed) {
        return (int) (((mixed & 0xFFFF_FFFFL) * counters.length) >>> 32);
    }

    private static int shift(long mixed, int group) {
        return group * 16 + (int) (mixed >>> (40 + 2 * group) & 3) * 4;
    }
}
