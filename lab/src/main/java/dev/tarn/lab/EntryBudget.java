package dev.tarn.lab;

import java.util.function.IntConsumer;

/**
 * Finds the bytes that a tier outside the heap needs to hold a number of entries of one size, by filling some: what an entry takes beside its own
 * bytes is the tier's business.
 *
 * @param trace the accesses, to objects of that size
 * @param bytes the budget
 */
record EntryBudget(Trace trace, long bytes) {
    private static final long LEAST_BYTES = 3L << 20;
    private static final int LEAST_SIZE = 32;
    private static final int BESIDE = 34;
    private static final double NEAR = 0.004;
    private static final int TRIALS = 12;

    /**
     * Finds it. Few entries are made larger, for the tier has a least budget; what they are worth does not hang on their size.
     *
     * @param entries how many are to be held at most
     */
    static EntryBudget of(Trace trace, int entries) {
        int size = (int) Math.max(LEAST_SIZE, LEAST_BYTES / entries);
        Trace sized = trace.withSize(size);
        Trace filling = filling(entries, size);
        long most = (long) entries * (size + 2 * BESIDE) + LEAST_BYTES;
        long least = Math.max(1L << 20, (long) entries * size);
        for (int i = 0; i < TRIALS && most - least > least * NEAR; i++) {
            long middle = (least + most) / 2;
            if (held(filling, middle) <= entries) {
                least = middle;
            } else {
                most = middle;
            }
        }
        return new EntryBudget(sized, least);
    }

    private static Trace filling(int entries, int size) {
        int[] keys = new int[entries + entries / 2];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = i;
        }
        return new Trace("filling", keys, new int[keys.length], true, null, 1).withSize(size);
    }

    private static long held(Trace filling, long bytes) {
        IntConsumer nobody = done -> {};
        return Replay.run(filling, Setup.ofOffHeap(new Bound(bytes, true)), nobody)
                .held();
    }
}
