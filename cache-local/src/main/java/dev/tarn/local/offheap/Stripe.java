package dev.tarn.local.offheap;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * One part of the index: finds the entries of keys whose hashes fall into it. Reads take no lock; changes are made under {@link #lock}.
 *
 * <p>Each key has two buckets of {@value #BUCKET} words, a cache line each, and stands in one of them. {@link Displacement} may move it to the
 * other one, so a reader that finds nothing in either looks whether {@linkplain #moves something moved} meanwhile. When the stripe is nearly full a larger
 * array takes the place of the old one; tags say which buckets an entry belongs to, so no entry needs to be looked at. A reader that is still in
 * the old array finds what was there when it came.
 *
 * <p>Beside it the stripe keeps the {@link Sketch} of how often its keys were asked for.
 */
final class Stripe {
    static final int BUCKET = Places.BUCKET;

    private static final int FIRST_BUCKETS = 4;
    private static final int GROWING_FAST = 16;
    private static final int GROWTH_SHARE = 8;
    /** What part of the places is left free: with less, two moves do not always find a free one. */
    private static final int FREE_SHARE = 16;
    /** How many ticks go by while as many entries come as the stripe holds. */
    private static final int TICKS_PER_TURN = 2;

    /** Of the hits after the first one in a tick, one in two to the power of this counts. */
    private static final int REPEATED_BITS = 6;

    private static final int OLDEST = Word.TICKS - 2;
    /** How much asking weighs against age: the more, the less. */
    private static final int FREQUENCY_BASE = 4;

    private static final int FRACTION = 16;

    final ReentrantLock lock = new ReentrantLock();

    private final Budget budget;
    private final PlaceSource source;
    private volatile Places places = Places.NONE;
    private volatile boolean closed;
    private volatile Sketch sketch;
    /** Guarded by {@link #lock}. */
    private int count;
    /** Where the hand of the eviction is. Guarded by {@link #lock}. */
    private int hand;
    /** The time of this stripe, in ticks; goes round. Written with {@link #lock} held, read without: an older tick does no harm. */
    private int tick;
    /** Entries to come until the next tick. Guarded by {@link #lock}. */
    private int untilTick;
    /** How many entries were moved from one bucket to another. Written with {@link #lock} held. */
    private volatile int moves;

    private final int leastCounters;

    /**
     * Creates an empty stripe.
     *
     * @param leastCounters what its sketch has at least
     * @throws IllegalStateException if the budget does not even hold that
     */
    Stripe(Budget budget, PlaceSource source, int leastCounters) {
        this.budget = budget;
        this.source = source;
        this.leastCounters = leastCounters;
        this.sketch = Sketch.of(FIRST_BUCKETS * BUCKET, leastCounters);
        if (!budget.take(sketch.bytes())) {
            throw new IllegalStateException("the budget does not even hold an empty index");
        }
    }

    /** Returns the array to look into; a reader takes it once. */
    Places places() {
        return places;
    }

    /** Returns a number that another one takes the place of whenever an entry moves. A reader takes it before it looks into an array. */
    int moves() {
        return moves;
    }

    /** Returns how many places there are. */
    int length() {
        return places.length();
    }

    /** Returns the word in a place. With {@link #lock} held. */
    long wordAt(int place) {
        return places.at(place);
    }

    Sketch sketch() {
        return sketch;
    }

    int count() {
        return count;
    }

    /**
     * Notes a hit: sets the bits of a word unless they are set, or somebody has changed it. A hit that sets them counts for how often the key is asked
     * for, of the others one in 64: what is read many times at once is hardly wanted more for that, and most hits find what they need in the line that they
     * have read already.
     *
     * @param drawn a number by chance, of which the highest bits count
     */
    void noteHit(Places places, int place, long word, int drawn) {
        long hit = Word.hit(word, tick);
        boolean counts = hit == word ? drawn >>> (Integer.SIZE - REPEATED_BITS) == 0 : places.alter(place, word, hit);
        if (counts) {
            sketch.count(Word.tag(word));
        }
    }

    /** Returns the stamp of an entry that comes: not the present one, so that its first hit sets another. With {@link #lock} held. */
    int stampOfNew() {
        return (tick - 1) & (Word.TICKS - 1);
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
        long word = places.at(place);
        int age = (tick - Word.stamp(word)) & (Word.TICKS - 1);
        if (age > OLDEST) {
            age = OLDEST;
            alter(place, word, Word.stamped(word, (tick - OLDEST) & (Word.TICKS - 1)));
        }
        return ((age + 1L) << FRACTION) / (sketch.frequency(Word.tag(word)) + FREQUENCY_BASE);
    }

    /** Puts a word into a place; returns the one that was there. With {@link #lock} held. */
    long set(int place, long word) {
        long before = places.exchange(place, word);
        if (before == Word.EMPTY) {
            count += word == Word.EMPTY ? 0 : 1;
        } else if (word == Word.EMPTY) {
            count--;
        }
        return before;
    }

    /** Changes the bits of a word beside its entry; returns whether the word was still the same. With {@link #lock} held. */
    boolean alter(int place, long word, long altered) {
        return places.alter(place, word, altered);
    }

    /** Returns a free place for a tag, if need be by moving other entries; -1 if there is none. With {@link #lock} held. */
    int freePlace(int tag) {
        return places.length() == 0 ? -1 : new Displacement(places, this::noteMove).freePlace(tag);
    }

    private void noteMove() {
        int noted = moves;
        moves = noted + 1; // writers hold the lock
    }

    /** Returns where the entry of a word stands, or -1. With {@link #lock} held. */
    int placeOf(long word) {
        return places.placeOf(word);
    }

    /** Returns the place of the stalest entry in the full buckets of a tag. With {@link #lock} held. */
    int stalest(int tag) {
        int stalest = places.first(tag);
        long most = -1;
        for (int bucket : new int[] {stalest, places.second(tag)}) {
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
        return count >= places.length() - places.length() / FREE_SHARE;
    }

    /**
     * Moves to a larger array, if there is memory for one; entries of this stripe may be evicted for it. With {@link #lock} held.
     *
     * @param lost is given the words for which there was no place
     * @return whether the array is larger now
     */
    boolean grow(LongConsumer lost) {
        int buckets = places.length() / BUCKET;
        int more = buckets < GROWING_FAST ? Math.max(FIRST_BUCKETS, buckets * 2) : buckets + buckets / GROWTH_SHARE;
        if (more * (long) BUCKET > Integer.MAX_VALUE / 2) {
            return false;
        }
        Places target = source.allocate(more * BUCKET);
        if (target == null) {
            return false;
        }
        LongStream.Builder homeless = LongStream.builder();
        count = copy(places, target, homeless);
        Places old = places;
        places = target;
        source.retire(old);
        enlargeSketch(target.length());
        homeless.build().forEach(lost);
        return true;
    }

    /**
     * Copies all words. Bits that readers set meanwhile are lost with the array; nothing else changes without the lock. Not bucket by bucket: the last
     * ones would find both of theirs full of what came before.
     *
     * @return how many found a place
     */
    private static int copy(Places from, Places to, LongConsumer homeless) {
        Displacement displacement = new Displacement(to, () -> {}); // nobody looks into it yet
        int copied = 0;
        for (int i = 0; i < BUCKET; i++) {
            for (int place = i; place < from.length(); place += BUCKET) {
                long word = from.at(place);
                int free = word == Word.EMPTY ? -1 : displacement.freePlace(Word.tag(word));
                if (free >= 0) {
                    to.set(free, word);
                    copied++;
                } else if (word != Word.EMPTY) {
                    homeless.accept(word);
                }
            }
        }
        return copied;
    }

    /** Takes a larger sketch, unless the budget does not allow one. */
    private void enlargeSketch(int places) {
        Sketch larger = sketch.resized(places, leastCounters);
        if (budget.take(larger.bytes() - sketch.bytes())) {
            sketch = larger;
        }
    }

    /** Forgets all entries, each of which is shown. With {@link #lock} held. */
    void clear(LongConsumer forgotten) {
        for (int place = 0; place < places.length(); place++) {
            if (places.at(place) != Word.EMPTY) {
                forgotten.accept(set(place, Word.EMPTY));
            }
        }
    }

    /** Forgets all entries for good. With {@link #lock} held. */
    void close() {
        closed = true;
        budget.give(sketch.bytes());
        places = Places.NONE;
        sketch = Sketch.of(0, 0);
        count = 0;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns the next bucket for the hand to look at. With {@link #lock} held. */
    int nextBucket() {
        hand = hand + BUCKET >= places.length() ? 0 : hand + BUCKET;
        return hand;
    }
}
