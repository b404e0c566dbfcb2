package dev.tarn.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The keys and values of the off-heap benchmarks. The first eight bytes of a value say whose it is.
 *
 * @param entries how many keys have a value; the others are never put
 * @param keys the keys
 * @param zipf numbers of keys, few of them often
 * @param uniform numbers of keys, all alike
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record OffHeapData(int entries, String[] keys, int[] zipf, int[] uniform) {
    static final int SHORTEST = 100;
    static final int LONGEST = 1000;

    private static final byte[] KEY_OF_ZERO = key(0).getBytes(StandardCharsets.ISO_8859_1);
    private static final int DRAWN = 1 << 21;
    private static final int ABSENT = 1024;
    private static final double SKEW = 0.99;
    /** Scatters what is asked for often over all that were put one after the other. */
    private static final long SCATTER = 0x9E3779B1L;

    /**
     * Draws keys.
     *
     * @param absentEvery one in so many is of a key that has no value; none if it is 0
     */
    static OffHeapData of(int entries, int absentEvery) {
        String[] keys =
                IntStream.range(0, entries + ABSENT).mapToObj(OffHeapData::key).toArray(String[]::new);
        int[] zipf = new Zipf(entries, SKEW).draw(DRAWN, 1);
        for (int i = 0; i < zipf.length; i++) {
            zipf[i] = (int) (zipf[i] * SCATTER % entries);
        }
        SplittableRandom random = new SplittableRandom(2);
        int[] uniform =
                IntStream.generate(() -> random.nextInt(entries)).limit(DRAWN).toArray();
        for (int at = absentEvery - 1, absent = 0; at >= 0 && at < DRAWN; at += absentEvery, absent++) {
            zipf[at] = entries + absent % ABSENT;
            uniform[at] = zipf[at];
        }
        return new OffHeapData(entries, keys, zipf, uniform);
    }

    /** Tells whether a key has a value. */
    boolean isHeld(int number) {
        return number < entries;
    }

    static String key(int number) {
        return "user:profile:%010d".formatted(number);
    }

    /** Returns the same as {@link #key}, quickly: where there are too many to be kept. */
    static String quickKey(int number) {
        byte[] text = KEY_OF_ZERO.clone();
        int left = number;
        for (int at = text.length - 1; left > 0; at--, left /= 10) {
            text[at] += (byte) (left % 10);
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    static byte[] value(int number, SplittableRandom random) {
        byte[] value = new byte[random.nextInt(SHORTEST, LONGEST + 1)];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(0, number);
        return value;
    }

    /** Tells whether what was read is that of a key: the bytes, or the first of them as a number. */
    static boolean isOf(int number, Object read) {
        return read instanceof byte[] bytes ? ByteBuffer.wrap(bytes).getLong(0) == number : (Long) read == number;
    }

    /** Puts all entries in. */
    void fill(OffHeapSubject subject) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < entries; i++) {
            subject.put(keys[i], value(i, random));
        }
    }
}
