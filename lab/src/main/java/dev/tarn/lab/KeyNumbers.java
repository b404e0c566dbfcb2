package dev.tarn.lab;

/** Numbers words by their first appearance. Knows them by 64 bits of a hash, so that two of a million are taken for one about never. */
final class KeyNumbers {
    private static final int FIRST = 1 << 12;

    private long[] hashes = new long[FIRST];
    private int[] numbers = new int[FIRST];
    private int count;

    int count() {
        return count;
    }

    /** Returns the number of a word of which this is the hash; a new one if it has not been there. */
    int of(long hash) {
        int place = place(hashes, numbers, hash);
        if (numbers[place] != 0) {
            return numbers[place] - 1;
        }
        hashes[place] = hash;
        numbers[place] = ++count;
        if (count > hashes.length / 2) {
            grow();
        }
        return count - 1;
    }

    private void grow() {
        long[] moreHashes = new long[2 * hashes.length];
        int[] moreNumbers = new int[2 * numbers.length];
        for (int i = 0; i < hashes.length; i++) {
            if (numbers[i] != 0) {
                int place = place(moreHashes, moreNumbers, hashes[i]);
                moreHashes[place] = hashes[i];
                moreNumbers[place] = numbers[i];
            }
        }
        hashes = moreHashes;
        numbers = moreNumbers;
    }

    private static int place(long[] hashes, int[] numbers, long hash) {
        int place = (int) Mix.mixed(hash) & (hashes.length - 1);
        while (numbers[place] != 0 && hashes[place] != hash) {
            place = (place + 1) & (hashes.length - 1);
        }
        return place;
    }
}
