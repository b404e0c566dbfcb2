package dev.tarn.lab;

import java.util.Arrays;

/**
 * Knows what will be asked for, and gives up, or does not even take, what is needed last: Belady's MIN with the right to refuse. With objects of one
 * size, as many as fit, no policy whatever has more hits; with sizes it is a good one that others may surpass. For one thread.
 */
public final class Clairvoyant {
    private static final int NEVER = Integer.MAX_VALUE;

    private final int[] keys;
    private final int[] sizes;
    /** The next accesses of what is held, the last one on top, and below them some that are over. */
    private final int[] heap;

    private int size;

    private Clairvoyant(int[] keys, int[] sizes) {
        this.keys = keys;
        this.sizes = sizes;
        this.heap = new int[keys.length + 1];
    }

    /** Returns how many of a hundred accesses are hits. */
    static double percent(Trace trace, long entries) {
        return trace.percent(hits(trace.keys(), trace.withoutSizes().sizes(), entries));
    }

    /**
     * Returns how many accesses are hits. Takes the time of a sort of them.
     *
     * @param keys the key of each access, a number from 0
     * @param sizes the size of each key's object, above 0
     * @param capacity what the objects that are held may take together
     */
    public static int hits(int[] keys, int[] sizes, long capacity) {
        return new Clairvoyant(keys, sizes).hits(capacity);
    }

    private int hits(long capacity) {
        int[] nexts = nexts();
        boolean[] held = new boolean[sizes.length];
        int hits = 0;
        long used = 0;
        for (int i = 0; i < keys.length; i++) {
            int key = keys[i];
            if (held[key]) {
                hits++;
                held[key] = false;
                used -= sizes[key];
            }
            if (nexts[i] == NEVER) {
                continue;
            }
            held[key] = true;
            used += sizes[key];
            add(nexts[i]);
            while (used > capacity) {
                // What stands for accesses that are over is below all that is to come, so it is never found here.
                int given = keys[removeLast()];
                held[given] = false;
                used -= sizes[given];
            }
        }
        return hits;
    }

    /** Returns for each access the next one of its key, or {@link #NEVER}. */
    private int[] nexts() {
        int[] nexts = new int[keys.length];
        int[] seen = new int[sizes.length];
        Arrays.fill(seen, NEVER);
        for (int i = keys.length - 1; i >= 0; i--) {
            nexts[i] = seen[keys[i]];
            seen[keys[i]] = i;
        }
        return nexts;
    }

    private void add(int access) {
        int place = size++;
        while (place > 0 && heap[(place - 1) / 2] < access) {
            heap[place] = heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }
        heap[place] = access;
    }

    private int removeLast() {
        int last = heap[0];
        int moved = heap[--size];
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            child += child + 1 < size && heap[child + 1] > heap[child] ? 1 : 0;
            if (heap[child] <= moved) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = moved;
        return last;
    }
}
