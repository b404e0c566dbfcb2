package dev.tarn.lab;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of accesses to keys that are numbered from 0 by their first appearance.
 *
 * @param name what it is called
 * @param keys the key of each access
 * @param sizes the bytes of each key's object, one for each key
 * @param sized whether the sizes mean something; else all are 1
 * @param millis when each access was, in milliseconds, never falling; null where the trace does not tell
 * @param sample which share of the keys of what it was taken of it holds; 1 for all
 * @param expected how many accesses it would have if each key had as many: a key with many is in a sample or is not, which moves hit rates by a lot; so
 *     what is lacking counts as hits, and what is too much as none (SHARDS-adj)
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record Trace(
        String name, int[] keys, int[] sizes, boolean sized, long @Nullable [] millis, double sample, int expected) {
    /** A trace of which it is not known how many accesses it should have. */
    Trace(String name, int[] keys, int[] sizes, boolean sized, long @Nullable [] millis, double sample) {
        this(name, keys, sizes, sized, millis, sample, keys.length);
    }

    /** Returns how many of a hundred accesses so many hits are. */
    double percent(double hits) {
        return expected == 0 ? 0 : 100 * Math.max(0, hits + expected - keys.length) / expected;
    }

    /** Returns the number of accesses. */
    int length() {
        return keys.length;
    }

    /** Returns the number of keys. */
    int unique() {
        return sizes.length;
    }

    /** Returns the bytes of all objects together, or their number where they have no sizes. */
    long total() {
        return Arrays.stream(sizes).asLongStream().sum();
    }

    /** Returns the same accesses to objects of one size. */
    Trace withSize(int bytes) {
        int[] same = new int[sizes.length];
        Arrays.fill(same, bytes);
        return new Trace(name, keys, same, true, millis, sample, expected);
    }

    /** Returns the same accesses to objects of which the sizes do not matter. */
    Trace withoutSizes() {
        int[] ones = new int[sizes.length];
        Arrays.fill(ones, 1);
        return new Trace(name, keys, ones, false, millis, sample, expected);
    }

    /**
     * Returns the accesses to some of the keys, chosen by a hash of the key: SHARDS. A cache of that share of the size answers about the same share
     * of them.
     *
     * @param rate which share of the keys, above 0 and up to 1
     */
    Trace sampled(double rate) {
        int[] places = new int[sizes.length];
        Arrays.fill(places, -1);
        int[] someSizes = new int[sizes.length];
        int[] some = new int[keys.length];
        long[] times = millis == null ? null : new long[keys.length];
        int unique = 0;
        int length = 0;
        for (int i = 0; i < keys.length; i++) {
            int key = keys[i];
            if (Mix.share(key) >= rate) {
                continue;
            }
            if (places[key] < 0) {
                someSizes[unique] = sizes[key];
                places[key] = unique++;
            }
            if (times != null && millis != null) {
                times[length] = millis[i];
            }
            some[length++] = places[key];
        }
        return new Trace(
                name,
                Arrays.copyOf(some, length),
                Arrays.copyOf(someSizes, unique),
                sized,
                times == null ? null : Arrays.copyOf(times, length),
                sample * rate,
                (int) Math.round(expected * rate));
    }

    /** Returns the first accesses, at most so many. */
    Trace first(int count) {
        if (count >= keys.length) {
            return this;
        }
        int[] some = Arrays.copyOf(keys, count);
        int unique = Arrays.stream(some).max().orElse(-1) + 1;
        return new Trace(
                name,
                some,
                Arrays.copyOf(sizes, unique),
                sized,
                millis == null ? null : Arrays.copyOf(millis, count),
                sample);
    }
}
