package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StripeTest {
    /** What a stripe has at first. */
    private static final int LENGTH = 32;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Budget budget = new Budget(1 << 20);

    /** A moment between two writes: what all places held, and what the stripe told of its moves. */
    private static final class Moment {
        final long[] words;
        final int moves;

        Moment(long[] words, int moves) {
            this.words = words;
            this.moves = moves;
        }
    }

    private final List<Moment> moments = new ArrayList<>();
    private Stripe stripe = new Stripe(budget, HeapPlaces.source(), 64);

    @BeforeEach
    void lock() {
        stripe.lock.lock();
    }

    private void add(int tag) {
        if (stripe.isTight()) {
            assertThat(stripe.grow(word -> {
                        throw new AssertionError("no place for " + Word.tag(word));
                    }))
                    .isTrue();
        }
        int place = stripe.freePlace(tag);
        assertThat(place).isNotNegative();
        stripe.set(place, word(tag));
    }

    private static long word(int tag) {
        return Word.of(tag + 1, tag, 0, false);
    }

    private int anyTag() {
        return random.nextInt(1 << Word.TAG_BITS);
    }

    private double secondShare() {
        int inSecond = 0;
        for (int place = 0; place < stripe.length(); place++) {
            long word = stripe.wordAt(place);
            boolean isHome = stripe.places().first(Word.tag(word)) == place / Stripe.BUCKET * Stripe.BUCKET;
            inSecond += word == Word.EMPTY || isHome ? 0 : 1;
        }
        return (double) inSecond / stripe.count();
    }

    @Test
    void freePlace_untilTheStripeIsTight_isFound() {
        for (int i = 0; i < 100_000; i++) {
            int length = stripe.length();
            int count = stripe.count();
            add(anyTag());
            if (stripe.length() != length) {
                assertThat(count).isGreaterThanOrEqualTo(length - length / 16);
            }
        }
        assertThat(stripe.count()).isEqualTo(100_000);
    }

    /** Entries come and go at a load just below the limit: without those that are moved back, ever more would stand in their second bucket. */
    @Test
    void freePlace_besideManyChanges_leavesMostInTheirFirstBucket() {
        while (stripe.length() < 4_000 || stripe.count() < stripe.length() - stripe.length() / 14) {
            add(anyTag());
        }
        int length = stripe.length();
        for (int i = 0; i < 40_000; i++) {
            int place = random.nextInt(length);
            if (stripe.wordAt(place) != Word.EMPTY) {
                stripe.set(place, Word.EMPTY);
                add(anyTag());
            }
        }
        assertThat(stripe.length()).isEqualTo(length);
        assertThat(secondShare()).isLessThan(0.3);
    }

    private void hit(int tag, int times) {
        for (int i = 0; i < times; i++) {
            int place = stripe.placeOf(word(tag));
            stripe.noteHit(stripe.places(), place, stripe.wordAt(place), random.nextInt());
        }
    }

    @Test
    void noteHit_firstOneInATick_counts() {
        add(7);
        for (int tick = 1; tick <= 4; tick++) {
            stripe.noteTurnover();
            hit(7, 1);
            assertThat(stripe.sketch().frequency(7)).isEqualTo(tick);
        }
    }

    @Test
    void noteHit_firstOneOfAnEntryThatHasJustCome_counts() {
        add(7);
        stripe.set(stripe.placeOf(word(7)), Word.of(8, 7, stripe.stampOfNew(), false));
        hit(7, 1);
        assertThat(stripe.sketch().frequency(7)).isEqualTo(1);
    }

    @Test
    void noteHit_manyTimesInATick_countsOneOfSome() {
        add(7);
        stripe.noteTurnover();
        hit(7, 32); // if all counted, the frequency would be 24 or more
        assertThat(stripe.sketch().frequency(7)).isBetween(1, 12);
        hit(7, 10_000);
        assertThat(stripe.sketch().frequency(7)).isGreaterThan(24);
    }

    @Test
    void noteHit_whileTheEntryIsMoved_goesWithIt() {
        boolean[] reading = new boolean[1];
        long guest = Word.of(7, guest(), 0, true);
        stripe = new Stripe(
                budget,
                watched(places -> {
                    if (reading[0] && Word.isSame(places.at(Stripe.BUCKET), guest)) {
                        stripe.noteHit(places, Stripe.BUCKET, places.at(Stripe.BUCKET), random.nextInt());
                    }
                }),
                64);
        stripe.lock.lock();
        stripe.grow(word -> {});
        stripe.set(Stripe.BUCKET, guest);
        fill(Stripe.BUCKET);
        reading[0] = true;
        assertThat(stripe.freePlace(tagOf(Stripe.BUCKET, -1, 1000))).isEqualTo(Stripe.BUCKET);
        int place = stripe.placeOf(guest);
        assertThat(place).isBetween(0, Stripe.BUCKET - 1);
        assertThat(Word.isWanted(stripe.wordAt(place))).isTrue();
    }

    /** Returns a tag whose second bucket is the one at eight, and whose first one the one at 0. */
    private int guest() {
        return tagOf(0, Stripe.BUCKET, 0);
    }

    /** Returns one of the tags with these buckets. */
    private int tagOf(int first, int second, int number) {
        Places places = new HeapPlaces(LENGTH);
        int left = number;
        for (int tag = 0; ; tag++) {
            if (places.first(tag) == first && (second < 0 || places.second(tag) == second) && left-- == 0) {
                return tag;
            }
        }
    }

    /** Fills what is left of a bucket with entries whose first it is. */
    private void fill(int bucket) {
        for (int place = bucket; place < bucket + Stripe.BUCKET; place++) {
            if (stripe.wordAt(place) == Word.EMPTY) {
                stripe.set(place, word(tagOf(bucket, -1, place)));
            }
        }
    }

    /** Whatever a reader sees of the writes of a change, in whatever steps: an entry that is there all the time is found. */
    @Test
    void freePlace_seenInAnySteps_hidesNoEntry() {
        stripe = new Stripe(budget, watched(this::note), 64);
        stripe.lock.lock();
        stripe.grow(word -> {});
        int changes = 0;
        int moved = 0;
        while (changes++ < 3_000) {
            List<Integer> there = tags();
            if (there.size() > 28) {
                stripe.set(random.nextInt(LENGTH), Word.EMPTY);
                continue;
            }
            moments.clear();
            int before = stripe.moves();
            int tag = anyTag();
            int place = stripe.freePlace(tag);
            if (place >= 0) {
                stripe.set(place, word(tag));
            }
            moved += stripe.moves() - before;
            assertThat(stripe.length()).isEqualTo(LENGTH);
            there.forEach(this::examine);
        }
        assertThat(moved).isGreaterThan(200);
    }

    private List<Integer> tags() {
        List<Integer> tags = new ArrayList<>();
        for (int place = 0; place < stripe.length(); place++) {
            if (stripe.wordAt(place) != Word.EMPTY) {
                tags.add(Word.tag(stripe.wordAt(place)));
            }
        }
        return tags;
    }

    private void note(HeapPlaces places) {
        long[] words = new long[places.length()];
        java.util.Arrays.setAll(words, places::at);
        moments.add(new Moment(words, stripe.moves()));
    }

    /** A reader asks for the moves, looks into the one bucket, into the other, and asks again: each at any moment, one after the other. */
    private void examine(int tag) {
        int last = moments.size();
        for (int begun = 0; begun < last; begun++) {
            for (int first = begun; first < last; first++) {
                for (int second = first; second < last; second++) {
                    boolean found = has(first, stripe.places().first(tag), tag)
                            || has(second, stripe.places().second(tag), tag);
                    assertThat(found || moments.get(second).moves != moments.get(begun).moves)
                            .isTrue();
                }
            }
        }
    }

    private boolean has(int moment, int bucket, int tag) {
        for (int i = 0; i < Stripe.BUCKET; i++) {
            long word = moments.get(moment).words[bucket + i];
            if (word != Word.EMPTY && Word.tag(word) == tag) {
                return true;
            }
        }
        return false;
    }

    /** Returns a source of places that tell before and after each write. */
    private static PlaceSource watched(java.util.function.Consumer<HeapPlaces> watcher) {
        return new PlaceSource() {
            @Override
            public Places allocate(int length) {
                return new HeapPlaces(length) {
                    @Override
                    void set(int place, long word) {
                        watcher.accept(this);
                        super.set(place, word);
                        watcher.accept(this);
                    }

                    @Override
                    long exchange(int place, long word) {
                        watcher.accept(this);
                        long before = super.exchange(place, word);
                        watcher.accept(this);
                        return before;
                    }
                };
            }

            @Override
            public void retire(Places places) {}
        };
    }

    @Test
    void grow_beyondTheBudgetOfTheSketch_growsThePlacesAlone() {
        assertThat(budget.take(budget.limit() - budget.used())).isTrue();
        long sketch = stripe.sketch().bytes();
        for (int i = 0; i < 10_000; i++) {
            add(anyTag());
        }
        assertThat(stripe.count()).isEqualTo(10_000);
        assertThat(stripe.sketch().bytes()).isEqualTo(sketch);
        assertThat(budget.used()).isEqualTo(budget.limit());
    }
}
