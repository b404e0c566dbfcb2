package dev.tarn.local.offheap;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides what must go when there is no room.
 *
 * <p>New entries are on probation, in the order in which they came. When those together exceed their share, the oldest is compared with
 * the worst of some entries that have been admitted, by how much their keys are asked for in relation to their size; the better one stays.
 * How much a key is asked for is told by the {@link Sketch}, which knows keys that are not held any more, and the heat in its word, which
 * hits raise. The hand that looks for the worst goes round and cools what it passes.
 *
 * <p>Called by writers that hold no lock, or one stripe's; takes the locks of others only if they are free, so that nobody waits.
 */
final class Evictor {
    private static final int SAMPLED = 16;
    /** One in how many looks at an entry cools it. */
    private static final int COOLING = 256;

    private static final int HEAT_WEIGHT = 2;
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

        /** Returns a word of an entry that stands in the way of a larger chunk; {@link Word#EMPTY} if none can be told. */
        long crowding();

        /** Returns the size of an entry in granules. */
        int granules(long word);
    }

    /** An entry and how much it is worth. */
    private record Rated(long word, int score, int granules) {
        /** Tells whether a granule of this one is asked for less than one of another. */
        boolean isBelow(Rated other) {
            return (long) score * other.granules < (long) other.score * granules;
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
     * Evicts an entry that keeps a free chunk from being larger.
     *
     * @return whether there was one that could be evicted
     */
    boolean evictCrowding() {
        long word = removal.crowding();
        return word != Word.EMPTY && evict(word);
    }

    /** Admits the oldest on probation if they exceed their share although nothing has to go. */
    void settle() {
        if (probation.isOverShare()) {
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
        if (worst != null && worst.isBelow(candidate)) {
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
                    long now = stripe.words()[place];
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
        int score = stripe.sketch().frequency(Word.tag(word)) + HEAT_WEIGHT * Word.heat(word);
        return new Rated(word, score, removal.granules(word));
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

    private @Nullable Rated worstOf(Stripe stripe) {
        Rated worst = null;
        int looked = 0;
        int buckets = stripe.words().length / Stripe.BUCKET;
        for (int i = 0; i < buckets && looked < SAMPLED; i++) {
            int bucket = stripe.nextBucket();
            for (int place = bucket; place < bucket + Stripe.BUCKET; place++) {
                long word = stripe.words()[place];
                if (word == Word.EMPTY || Word.isOnProbation(word)) {
                    continue;
                }
                looked++;
                Rated rated = rated(stripe, word);
                if (worst == null || rated.isBelow(worst)) {
                    worst = rated;
                }
                cool(stripe, place, word);
            }
        }
        return worst;
    }

    private static void cool(Stripe stripe, int place, long word) {
        int heat = Word.heat(word);
        if (heat > 0 && ThreadLocalRandom.current().nextInt(COOLING) == 0) {
            stripe.alter(place, word, Word.withHeat(word, heat - 1));
        }
    }

    private void admit(long word) {
        Stripe stripe = index.stripeOf(Word.tag(word));
        if (!stripe.lock.tryLock()) {
            probation.add(word);
            return;
        }
        try {
            int place = stripe.placeOf(word);
            long now = place < 0 ? Word.EMPTY : stripe.words()[place];
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
            removal.evict(stripe, place, stripe.words()[place]);
            return true;
        } finally {
            stripe.lock.unlock();
        }
    }
}
