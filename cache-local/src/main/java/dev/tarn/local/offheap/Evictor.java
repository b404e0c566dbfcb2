package dev.tarn.local.offheap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides what must go when there is no room.
 *
 * <p>New entries are on probation, in the order in which they came. When those together exceed their share, the oldest is compared with
 * the worst of some entries that have been admitted, by how often their keys were asked for in relation to the fourth root of their size; the better one
 * stays. How often a key was asked for is told by the {@link Sketch}, which knows keys that are not held any more. One that was hit on
 * probation has a head start; one that was not has to be asked for twice as often, for by so much do the counts of keys differ that are asked for alike, as in a loop.
 *
 * <p>The worst of some is the one with the greatest {@linkplain Stripe#staleness staleness} times the fourth root of its size. The hand that looks for it goes
 * round.
 *
 * <p>Called by writers that hold no lock, or one stripe's; takes the locks of others only if they are free, so that nobody waits.
 */
final class Evictor {
    private static final int SAMPLED = 16;
    private static final int HEAD_START = 3;
    private static final double HANDICAP = 0.6;
    private static final int ATTEMPTS = 8;

    private final Index index;
    private final Removal removal;
    private final Probation probation;
    private final AtomicInteger turn = new AtomicInteger();

    Evictor(Index index, Removal removal, Probation probation) {
        this.index = index;
        this.removal = removal;
        this.probation = probation;
    }

    /** Takes an entry out of the index. */
    interface Removal {
        /** Removes an entry whose stripe is locked by this thread. */
        void evict(Stripe stripe, int place, long word);

        /** Shows words of some entries that stand in the way of larger chunks, whose bits beside the tag mean nothing. */
        void crowding(LongConsumer visitor);

        /** Returns the size of an entry in granules. */
        int granules(long word);
    }

    /** An entry, how often it was asked for, and its size. */
    private record Rated(long word, int frequency, int granules) {
        /** Tells whether this one is asked for less than a candidate, by their sizes. */
        boolean givesWayTo(Rated candidate) {
            double score =
                    Word.isWanted(candidate.word) ? candidate.frequency + HEAD_START : candidate.frequency * HANDICAP;
            return frequency * weight(candidate.granules) < score * weight(granules);
        }
    }

    /**
     * Evicts one entry.
     *
     * @return whether there was one that could be evicted
     */
    boolean evict() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            boolean evicted = probation.isOverShare() ? contest() : evictWorst();
            if (evicted) {
                return true;
            }
        }
        return contest();
    }

    /**
     * Evicts an entry that keeps a free chunk from being larger: of some the one that is asked for least.
     *
     * @return whether there was one that could be evicted
     */
    boolean evictCrowding() {
        Crowding crowding = new Crowding();
        removal.crowding(crowding);
        return crowding.worst != Word.EMPTY && evict(crowding.worst);
    }

    /** Looks for the worst of the entries that are shown to it. */
    private final class Crowding implements LongConsumer {
        private long worst = Word.EMPTY;
        private double most;

        @Override
        public void accept(long word) {
            int frequency = index.stripeOf(Word.tag(word)).sketch().frequency(Word.tag(word));
            double bad = weight(removal.granules(word)) / (frequency + 1);
            if (bad > most) {
                most = bad;
                worst = word;
            }
        }
    }

    /** Admits the oldest on probation if they exceed their share by far, because nothing has to go. */
    void settle() {
        if (probation.isFarOverShare()) {
            Rated candidate = candidate();
            if (candidate != null) {
                admit(candidate.word);
            }
        }
    }

    private boolean evictWorst() {
        Rated worst = worst();
        return worst != null && evict(worst.word);
    }

    /** Compares the oldest on probation with the worst of the others, and evicts one of them. */
    private boolean contest() {
        Rated candidate = candidate();
        if (candidate == null) {
            return evictWorst();
        }
        Rated worst = worst();
        if (worst != null && worst.givesWayTo(candidate)) {
            admit(candidate.word);
            return evict(worst.word);
        }
        return evict(candidate.word);
    }

    private @Nullable Rated candidate() {
        for (long word = probation.poll(); word != Word.EMPTY; word = probation.poll()) {
            Stripe stripe = index.stripeOf(Word.tag(word));
            if (!stripe.lock.tryLock()) {
                probation.add(word);
                return null;
            }
            try {
                int place = stripe.placeOf(word);
                if (place >= 0) {
                    long now = stripe.wordAt(place);
                    if (Word.isOnProbation(now)) {
                        return rated(stripe, now);
                    }
                }
            } finally {
                stripe.lock.unlock();
            }
        }
        return null;
    }

    private Rated rated(Stripe stripe, long word) {
        return new Rated(word, stripe.sketch().frequency(Word.tag(word)), removal.granules(word));
    }

    private @Nullable Rated worst() {
        Stripe[] stripes = index.stripes();
        Stripe stripe = stripes[turn.getAndIncrement() & (stripes.length - 1)];
        if (!stripe.lock.tryLock()) {
            return null;
        }
        try {
            return stripe.isClosed() ? null : worstOf(stripe);
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Returns how a size weighs: less than its bytes, for frequencies are known roughly, and of many small keys some seem more wanted than they are. */
    private static double weight(int granules) {
        return Math.sqrt(Math.sqrt(granules));
    }

    private @Nullable Rated worstOf(Stripe stripe) {
        long worst = Word.EMPTY;
        double most = -1;
        int looked = 0;
        int buckets = stripe.length() / Stripe.BUCKET;
        for (int i = 0; i < buckets && looked < SAMPLED; i++) {
            int bucket = stripe.nextBucket();
            for (int place = bucket; place < bucket + Stripe.BUCKET; place++) {
                long word = stripe.wordAt(place);
                if (word == Word.EMPTY || Word.isOnProbation(word)) {
                    continue;
                }
                looked++;
                double badness = stripe.staleness(place) * weight(removal.granules(word));
                if (badness > most) {
                    most = badness;
                    worst = word;
                }
            }
        }
        return worst == Word.EMPTY ? null : rated(stripe, worst);
    }

    private void admit(long word) {
        Stripe stripe = index.stripeOf(Word.tag(word));
        if (!stripe.lock.tryLock()) {
            probation.add(word);
            return;
        }
        try {
            int place = stripe.placeOf(word);
            long now = place < 0 ? Word.EMPTY : stripe.wordAt(place);
            if (Word.isOnProbation(now) && stripe.alter(place, now, Word.admitted(now))) {
                probation.left(removal.granules(now));
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    private boolean evict(long word) {
        Stripe stripe = index.stripeOf(Word.tag(word));
        if (!stripe.lock.tryLock()) {
            return false;
        }
        try {
            int place = stripe.placeOf(word);
            if (place < 0) {
                return false;
            }
            removal.evict(stripe, place, stripe.wordAt(place));
            return true;
        } finally {
            stripe.lock.unlock();
        }
    }
}
