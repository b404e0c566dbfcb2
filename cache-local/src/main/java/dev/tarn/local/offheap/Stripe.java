package dev.tarn.local.offheap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One part of the index: finds the entries of keys whose hashes fall into it. Reads take no lock; changes are made under {@link #lock}.
 *
 * <p>Each key has two buckets of {@value #BUCKET} words, a cache line each, and stands in one of them. An entry never moves between them,
 * so a reader that finds nothing in either has found that nothing was there. When the stripe is nearly full a larger array takes the place
 * of the old one; tags say which buckets an entry belongs to, so no entry needs to be looked at. A reader that is still in the old array
 * finds what was there when it came.
 *
 * <p>Beside it the stripe keeps the {@link Sketch} of how often its keys were asked for.
 */
final class Stripe {
    static final int BUCKET = 8;

    /** From how many words on the second bucket of a key is considered: readers look into the first one first. */
    private static final int CROWDED = 6;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long[] CLOSED = {};
    private static final int FIRST_BUCKETS = 4;
    private static final int GROWING_FAST = 16;
    private static final int GROWTH_SHARE = 8;
    /** How many ticks go by while as many entries come as the stripe holds. */
    private static final int TICKS_PER_TURN = 2;

    private static final int OLDEST = Word.TICKS - 2;
    /** How much asking weighs against age: the more, the less. */
    private static final int FREQUENCY_BASE = 4;

    private static final int FRACTION = 16;

    final ReentrantLock lock = new ReentrantLock();

    private final Budget budget;
    private volatile long[] words;
    private volatile Sketch sketch;
    /** Guarded by {@link #lock}. */
    private int count;
    /** Where the hand of the eviction is. Guarded by {@link #lock}. */
    private int hand;
    /** The time of this stripe, in ticks; goes round. Written with {@link #lock} held, read without: an older tick does no harm. */
    private int tick;
    /** Entries to come until the next tick. Guarded by {@link #lock}. */
    private int untilTick;

    private final int leastCounters;

    /**
     * Creates an empty stripe.
     *
     * @param leastCounters what its sketch has at least
     * @throws IllegalStateException if the budget does not even hold that
     */
    Stripe(Budget budget, int leastCounters) {
        this.budget = budget;
        this.leastCounters = leastCounters;
        this.words = new long[FIRST_BUCKETS * BUCKET];
        this.sketch = Sketch.of(words.length, leastCounters);
        if (!budget.take(bytes())) {
            throw new IllegalStateException("the budget does not even hold an empty index");
        }
    }

    private long bytes() {
        return (long) words.length * Long.BYTES + sketch.bytes();
    }

    /** Returns the array to look into; a reader takes it once. */
    long[] words() {
        return words;
    }

    Sketch sketch() {
        return sketch;
    }

    int count() {
        return count;
    }

    static int first(int tag, int length) {
        return reduce(tag * 0x9E3779B1, length);
    }

    static int second(int tag, int length) {
        int first = first(tag, length);
        int second = reduce((tag ^ (tag >>> 14)) * 0x85EBCA77 + 0x165667B1, length);
        return second != first ? second : first + BUCKET < length ? first + BUCKET : 0;
    }

    /** Returns the start of the bucket that 32 mixed bits fall into. */
    private static int reduce(int mixed, int length) {
        return (int) (((mixed & 0xFFFF_FFFFL) * (length / BUCKET)) >>> 32) * BUCKET;
    }

    static long at(long[] words, int place) {
        return (long) WORDS.getAcquire(words, place);
    }

    /** Returns which words of a bucket have a tag, the first in the lowest bit. May be out of date: who goes on looks at the word again. */
    static int matching(long[] words, int bucket, int tag) {
        int matching = 0;
        for (int i = 0; i < BUCKET; i++) {
            matching |= Word.hasTag(words[bucket + i], tag) << i;
        }
        return matching;
    }

    /** Notes a hit: sets the bits of a word unless they are set, or somebody has changed it. */
    void noteHit(long[] words, int place, long word) {
        long hit = Word.hit(word, tick);
        if (hit != word) {
            WORDS.compareAndSet(words, place, word, hit);
        }
    }

    /** Returns the time of this stripe. */
    int tick() {
        return tick;
    }

    /** Lets time go by: one more entry takes the place of others. With {@link #lock} held. */
    void noteTurnover() {
        if (--untilTick <= 0) {
            tick = (tick + 1) & (Word.TICKS - 1);
            untilTick = Math.max(1, count / TICKS_PER_TURN);
        }
    }

    /**
     * Tells how far an entry is from being asked for again: its age over how often it was asked for. Keeps ages from going round. With
     * {@link #lock} held.
     */
    long staleness(int place) {
        long word = words[place];
        int age = (tick - Word.stamp(word)) & (Word.TICKS - 1);
        if (age > OLDEST) {
            age = OLDEST;
            alter(place, word, Word.stamped(word, (tick - OLDEST) & (Word.TICKS - 1)));
        }
        return ((age + 1L) << FRACTION) / (sketch.frequency(Word.tag(word)) + FREQUENCY_BASE);
    }

    /** Puts a word into a place; returns the one that was there. With {@link #lock} held. */
    long set(int place, long word) {
        long before = (long) WORDS.getAndSet(words, place, word);
        if (before == Word.EMPTY) {
            count += word == Word.EMPTY ? 0 : 1;
        } else if (word == Word.EMPTY) {
            count--;
        }
        return before;
    }

    /** Changes the bits of a word beside its entry; returns whether the word was still the same. With {@link #lock} held. */
    boolean alter(int place, long word, long altered) {
        return WORDS.compareAndSet(words, place, word, altered);
    }

    /** Returns a free place for a tag in its first bucket or, once that is crowded, in the emptier of both; -1 if both are full. With {@link #lock} held. */
    int freePlace(int tag) {
        return freePlace(words, tag);
    }

    private static int freePlace(long[] words, int tag) {
        int first = first(tag, words.length);
        int second = second(tag, words.length);
        int inFirst = occupied(words, first);
        int inSecond = inFirst < CROWDED ? BUCKET : occupied(words, second);
        int bucket = inFirst <= inSecond ? first : second;
        for (int i = 0; i < BUCKET; i++) {
            if (words[bucket + i] == Word.EMPTY) {
                return bucket + i;
            }
        }
        return -1;
    }

    /** Returns a free place in an array that nobody has seen yet, if need be by moving an entry of the full buckets to its other one. */
    private static int freePlaceOrMove(long[] target, int tag) {
        int free = freePlace(target, tag);
        int place = first(tag, target.length);
        for (int i = 0; i < 2 * BUCKET && free < 0; i++, place++) {
            place = i == BUCKET ? second(tag, target.length) : place;
            int elsewhere = freePlace(target, Word.tag(target[place]));
            if (elsewhere >= 0) {
                target[elsewhere] = target[place];
                free = place;
            }
        }
        return free;
    }

    private static int occupied(long[] words, int bucket) {
        int occupied = 0;
        for (int i = 0; i < BUCKET; i++) {
            occupied += words[bucket + i] == Word.EMPTY ? 0 : 1;
        }
        return occupied;
    }

    /** Returns where the entry of a word stands, or -1. With {@link #lock} held. */
    int placeOf(long word) {
        long[] now = words;
        if (now.length == 0) {
            return -1;
        }
        int place = placeIn(now, first(Word.tag(word), now.length), word);
        return place >= 0 ? place : placeIn(now, second(Word.tag(word), now.length), word);
    }

    private static int placeIn(long[] words, int bucket, long word) {
        for (int place = bucket; place < bucket + BUCKET; place++) {
            if (words[place] != Word.EMPTY && Word.isSame(words[place], word)) {
                return place;
            }
        }
        return -1;
    }

    /** Returns the place of the stalest entry in the full buckets of a tag. With {@link #lock} held. */
    int stalest(int tag) {
        int stalest = first(tag, words.length);
        long most = -1;
        for (int bucket : new int[] {stalest, second(tag, words.length)}) {
            for (int place = bucket; place < bucket + BUCKET; place++) {
                long staleness = staleness(place);
                if (staleness > most) {
                    stalest = place;
                    most = staleness;
                }
            }
        }
        return stalest;
    }

    /** Tells whether one more entry calls for a larger array. With {@link #lock} held. */
    boolean isTight() {
        return count >= words.length - words.length / 8;
    }

    /**
     * Moves to a larger array, if the budget allows one. With {@link #lock} held.
     *
     * @param lost is given the words for which there was no place
     * @return whether the array is larger now
     */
    boolean grow(java.util.function.LongConsumer lost) {
        int buckets = words.length / BUCKET;
        int more = buckets < GROWING_FAST ? buckets * 2 : buckets + buckets / GROWTH_SHARE;
        if (more * (long) BUCKET > Integer.MAX_VALUE / 2) {
            return false;
        }
        Sketch larger = sketch.resized(more * BUCKET, leastCounters);
        long[] target = new long[more * BUCKET];
        long before = bytes();
        long after = (long) target.length * Long.BYTES + larger.bytes();
        if (!budget.take(after - before)) {
            return false;
        }
        int moved = 0;
        // Bits that readers set meanwhile are lost with the array; nothing else changes without the lock. Not bucket by
        // bucket: the last
        // ones would find both of theirs full of what came before.
        for (int i = 0; i < BUCKET; i++) {
            for (int place = i; place < words.length; place += BUCKET) {
                long word = words[place];
                int free = word == Word.EMPTY ? -1 : freePlaceOrMove(target, Word.tag(word));
                if (free >= 0) {
                    target[free] = word;
                    moved++;
                } else if (word != Word.EMPTY) {
                    lost.accept(word);
                }
            }
        }
        count = moved;
        sketch = larger;
        words = target;
        return true;
    }

    /** Forgets all entries; returns the array in which they were. With {@link #lock} held. */
    long[] clear() {
        long[] old = words;
        words = old.length == 0 ? CLOSED : new long[old.length];
        count = 0;
        return old;
    }

    /** Forgets all entries for good. With {@link #lock} held. */
    void close() {
        budget.give(bytes());
        words = CLOSED;
        sketch = Sketch.of(0, 0);
        count = 0;
    }

    boolean isClosed() {
        return words.length == 0;
    }

    /** Returns the next bucket for the hand to look at. With {@link #lock} held. */
    int nextBucket() {
        hand = hand + BUCKET >= words.length ? 0 : hand + BUCKET;
        return hand;
    }
}
