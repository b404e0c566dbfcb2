package dev.tarn.benchmarks;

import java.util.Arrays;

/** Makes the keys of the heap benchmarks. */
public enum HeapKeys {
    /** Texts of 12 characters. */
    STRING {
        @Override
        Object key(long number) {
            return "product:" + (1_000 + number);
        }
    },
    /** Boxed numbers. */
    LONG {
        @Override
        Object key(long number) {
            return Long.valueOf(number * 7_919);
        }
    };

    /** Returns a key that equals, but is not, the one made for the same number before. */
    abstract Object key(long number);

    /** Returns keys for reads, in an order drawn beforehand; keys that are equal are identical. */
    Object[] sample(int different, int count, long seed) {
        Object[] keys = new Object[different];
        Arrays.setAll(keys, this::key);
        int[] drawn = new Zipf(different, 0.99).draw(count, seed);
        Object[] sample = new Object[count];
        Arrays.setAll(sample, i -> keys[drawn[i]]);
        return sample;
    }
}
