package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The places of one stripe: an array of {@link Word}s outside the heap. It stands in pages, chunks of memory among those of entries; each begins at a cache
 * line, so a bucket is one line.
 *
 * <p>Everybody may read and change single words. Whoever holds no lock of the stripe must be inside ({@link Epochs}) from before the look at
 * {@link Stripe#places} on: pages are used anew like the memory of entries. To look too late gives rubbish, and what is read by its address then may be anything (see {@link Raw}).
 */
class Places {
    /** How many words of a line, and of a bucket. */
    static final int BUCKET = 8;
    /** The words of a page, as a power of two. */
    static final int PAGE_SHIFT = 9;

    static final int PAGE = 1 << PAGE_SHIFT;
    /** What a page has besides its words: it begins with four bytes that say it is no entry, and the words at the next line. */
    static final int HEAD_BYTES = 64;

    /** An array without places. */
    static final Places NONE = new Places(new Memory(0, 0, 0), new int[0], 0);

    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Memory memory;
    private final int[] pages;
    /** Where in its {@linkplain Memory#window window} each page has its words. */
    private final long[] spots;

    private final int length;
    private final int buckets;

    /**
     * Creates an array in pages whose words are all empty.
     *
     * @param pages the first granule of each
     */
    Places(Memory memory, int[] pages, int length) {
        this.memory = memory;
        this.pages = pages;
        this.length = length;
        this.buckets = length / BUCKET;
        this.spots = Arrays.stream(pages)
                .mapToLong(page -> memory.spot(wordsOf(memory.address(page))))
                .toArray();
    }

    int length() {
        return length;
    }

    int[] pages() {
        return pages;
    }

    /** Returns the address at which the words of a page begin. */
    static long wordsOf(long page) {
        return (page + HEAD_BYTES) & -HEAD_BYTES;
    }

    private long address(int place) {
        return wordsOf(memory.address(pages[place >>> PAGE_SHIFT])) + ((long) (place & (PAGE - 1)) << 3);
    }

    long at(int place) {
        long address = address(place);
        return (long) WORDS.getAcquire(memory.region(address), memory.offset(address));
    }

    /**
     * Returns the first place in the two buckets of a tag whose word has it, or -1. May be out of date: who goes on looks at the word again.
     */
    int find(int tag) {
        int first = first(tag);
        int number = find(memory.window(address(first)), spot(first), tag);
        if (number >= 0) {
            return first + number;
        }
        int second = second(tag);
        number = find(memory.window(address(second)), spot(second), tag);
        return number < 0 ? -1 : second + number;
    }

    /** Returns the word in a place, as {@link #at} does, for less. */
    long look(int place) {
        long word = Memory.getLong(memory.window(address(place)), spot(place));
        VarHandle.acquireFence();
        return word;
    }

    /** Returns where in its window a place is. */
    private long spot(int place) {
        return spots[place >>> PAGE_SHIFT] + ((long) (place & (PAGE - 1)) << 3);
    }

    /** Returns the number of the first word of a line that has a tag, or -1. */
    private static int find(ByteBuffer window, long line, int tag) {
        // One after the other: see 0020. Written out, for compilers make three loops of one that goes round eight
        // times.
        if (hasTag(window, line, 0, tag)) {
            return 0;
        }
        if (hasTag(window, line, 1, tag)) {
            return 1;
        }
        if (hasTag(window, line, 2, tag)) {
            return 2;
        }
        if (hasTag(window, line, 3, tag)) {
            return 3;
        }
        if (hasTag(window, line, 4, tag)) {
            return 4;
        }
        if (hasTag(window, line, 5, tag)) {
            return 5;
        }
        if (hasTag(window, line, 6, tag)) {
            return 6;
        }
        return hasTag(window, line, 7, tag) ? 7 : -1;
    }

    private static boolean hasTag(ByteBuffer window, long line, int number, int tag) {
        return Word.hasTag(Memory.getLong(window, line + (long) number * Long.BYTES), tag);
    }

    void set(int place, long word) {
        long address = address(place);
        WORDS.setRelease(memory.region(address), memory.offset(address), word);
    }

    /** Puts a word into a place; returns the one that was there. */
    long exchange(int place, long word) {
        long address = address(place);
        return (long) WORDS.getAndSet(memory.region(address), memory.offset(address), word);
    }

    /** Changes a word if it is still the same; returns whether it was. */
    boolean alter(int place, long word, long altered) {
        long address = address(place);
        return WORDS.compareAndSet(memory.region(address), memory.offset(address), word, altered);
    }

    /** Returns the start of the bucket into which readers look first for a tag. */
    int first(int tag) {
        return reduce(tag * 0x9E3779B1);
    }

    /** Returns the start of the other bucket of a tag. */
    int second(int tag) {
        int first = first(tag);
        int second = reduce((tag ^ (tag >>> 14)) * 0x85EBCA77 + 0x165667B1);
        return second != first ? second : first + BUCKET < length ? first + BUCKET : 0;
    }

    /** Returns the start of the bucket that 32 mixed bits fall into. */
    private int reduce(int mixed) {
        return (int) (((mixed & 0xFFFF_FFFFL) * buckets) >>> 32) * BUCKET;
    }

    /** Returns where the entry of a word stands, or -1. */
    int placeOf(long word) {
        if (length == 0) {
            return -1;
        }
        int place = placeIn(first(Word.tag(word)), word);
        return place >= 0 ? place : placeIn(second(Word.tag(word)), word);
    }

    private int placeIn(int bucket, long word) {
        for (int place = bucket; place < bucket + BUCKET; place++) {
            long there = at(place);
            if (there != Word.EMPTY && Word.isSame(there, word)) {
                return place;
            }
        }
        return -1;
    }

    /** Returns an empty place of a bucket, or -1. */
    int emptyIn(int bucket) {
        for (int place = bucket; place < bucket + BUCKET; place++) {
            if (at(place) == Word.EMPTY) {
                return place;
            }
        }
        return -1;
    }
}
