package dev.tarn.local.offheap;

/**
 * Finds entries by their keys: the {@link Stripe}s together. The bits of a hash that words keep say all: the topmost of them name the
 * stripe, all together the buckets in it.
 */
final class Index {
    private static final int MOST_STRIPES = 64;
    /** What the sketches have at least, all together: with large entries there are few, but as many keys that are not held. */
    private static final int LEAST_COUNTERS = 2048;

    /** About how many bytes of the budget call for a stripe. */
    private static final long BYTES_PER_STRIPE = 1 << 19;

    private final Stripe[] stripes;
    private final int shift;
    private final Budget budget;

    Index(Budget budget, PlaceSource places) {
        this.budget = budget;
        long wanted = Math.max(1, Math.min(MOST_STRIPES, budget.limit() / BYTES_PER_STRIPE));
        int bits = 63 - Long.numberOfLeadingZeros(wanted);
        this.stripes = new Stripe[1 << bits];
        this.shift = Word.TAG_BITS - bits;
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(budget, places, LEAST_COUNTERS >> bits);
        }
    }

    Stripe stripeOf(int tag) {
        return stripes[tag >>> shift];
    }

    Stripe[] stripes() {
        return stripes;
    }

    /** Returns the bytes taken by the sketches. */
    long sketchBytes() {
        return budget.used() - budget.regionBytes();
    }

    /** Returns the number of entries; may lag behind. */
    long size() {
        long size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.count();
        }
        return size;
    }
}
