package dev.tarn.local.offheap;

/** Counts how many words of the index readers look at to find entries, for some entries of each stripe. Not thread-safe. */
final class Probes {
    private static final int SAMPLED_PER_STRIPE = 64;

    private long found;
    private long looked;
    private int longest;

    private Probes() {}

    /** Looks at an index; takes no lock, so the caller must be inside ({@link Epochs}). */
    static Probes of(Index index) {
        Probes probes = new Probes();
        for (Stripe stripe : index.stripes()) {
            probes.look(stripe.places());
        }
        return probes;
    }

    private void look(Places places) {
        int stride = Math.max(1, places.length() / SAMPLED_PER_STRIPE) | 1; // odd: each place of a bucket has its turn
        for (int place = 0; place < places.length(); place += stride) {
            long word = places.at(place);
            if (word != Word.EMPTY) {
                int first = places.first(Word.tag(word));
                boolean inFirst = place >= first && place < first + Stripe.BUCKET;
                int probe = (inFirst ? 1 : 1 + Stripe.BUCKET) + place % Stripe.BUCKET;
                found++;
                looked += probe;
                longest = Math.max(longest, probe);
            }
        }
    }

    double mean() {
        return found == 0 ? 0 : (double) looked / found;
    }

    int longest() {
        return longest;
    }
}
