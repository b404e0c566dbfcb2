package dev.tarn.lab;

import java.util.Arrays;

/**
 * Knows what will be asked for, and gives up, or does not even take, what is needed last: Belady's MIN with the right to refuse. With entries of one
 * size, as many as are given, no policy whatever has more hits.
 */
final class Clairvoyant {
    private static final int NEVER = Integer.MAX_VALUE;

    private final int[] heap;
    private int size;

    private Clairvoyant(int accesses) {
        this.heap = new int[accesses + 1];
    }

    /** Returns how many of a hundred accesses are hits. */
    static double percent(Trace trace, long entries) {
        return trace.percent(new Clairvoyant(trace.length()).hits(trace, entries));
    }

    private int hits(Trace trace, long entries) {
        int[] keys = trace.keys();
        int[] nexts = nexts(trace);
        boolean[] held = new boolean[trace.unique()];
        int hits = 0;
        long used = 0;
        for (int i = 0; i < keys.length; i++) {
            if (held[keys[i]]) {
                hits++;
                held[keys[i]] = false;
                used--;
            }
            if (nexts[i] == NEVER) {
                continue;
            }
            held[keys[i]] = true;
            add(nexts[i]);
            if (++used > entries) {
                // What stands for accesses that are over is below all that is to come, so it is never found here.
                held[keys[removeLast()]] = false;
                used--;
            }
        }
        return hits;
    }

    /** Returns for each access the next one of its key, or {@link #NEVER}. */
    private static int[] nexts(Trace trace) {
        int[] keys = trace.keys();
        int[] nexts = new int[keys.length];
        int[] seen = new int[trace.unique()];
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
