package dev.tarn.demo.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Asks for product number r of a popularity list with a probability in proportion to 1 / r^exponent.
 *
 * <p>Draws exactly, in constant time (Walker's alias method). The popularity list is a fixed shuffle of the keys, so that popular
 * products are not neighbours in the database.
 */
public final class Zipf implements KeySource {
    /** The largest exponent: beyond it hardly more than one product is asked for. */
    public static final double MAX_EXPONENT = 5;

    private static final long STRIDE = 2_654_435_761L;

    private final int products;
    private final double exponent;
    private final double[] keep;
    private final int[] alias;

    /**
     * Creates a source.
     *
     * @param products how many products there are
     * @param exponent how skewed the choice is: 0 (all alike) to {@value #MAX_EXPONENT}
     */
    public Zipf(int products, double exponent) {
        if (!(exponent >= 0 && exponent <= MAX_EXPONENT)) {
            throw new IllegalArgumentException("--zipf is " + exponent + ", it must be 0 to " + MAX_EXPONENT);
        }
        this.products = products;
        this.exponent = exponent;
        this.keep = new double[products];
        this.alias = new int[products];
        makeAliases();
    }

    private void makeAliases() {
        double total = weight(0, products);
        int[] small = new int[products];
        int[] large = new int[products];
        int smalls = 0;
        int larges = 0;
        for (int rank = 0; rank < products; rank++) {
            keep[rank] = weight(rank) * products / total;
            if (keep[rank] < 1) {
                small[smalls++] = rank;
            } else {
                large[larges++] = rank;
            }
        }
        while (smalls > 0 && larges > 0) {
            int poor = small[--smalls];
            int rich = large[larges - 1];
            alias[poor] = rich;
            keep[rich] -= 1 - keep[poor];
            if (keep[rich] < 1) {
                larges--;
                small[smalls++] = rich;
            }
        }
        // What rounding has left over is a full share.
        Arrays.stream(small, 0, smalls).forEach(rank -> keep[rank] = 1);
        Arrays.stream(large, 0, larges).forEach(rank -> keep[rank] = 1);
    }

    private double weight(int rank) {
        return Math.pow(rank + 1.0, -exponent);
    }

    private double weight(int from, int to) {
        double sum = 0;
        for (int rank = from; rank < to; rank++) {
            sum += weight(rank);
        }
        return sum;
    }

    /**
     * Returns the share of the reads that ask for the most popular products: the best hit rate a cache of that size can have.
     *
     * @param mostPopular how many products
     */
    public double share(int mostPopular) {
        return weight(0, Math.min(mostPopular, products)) / weight(0, products);
    }

    /**
     * Returns the key of a place in the popularity list.
     *
     * @param rank the place, from 0
     */
    public long key(int rank) {
        // A prime that is larger than any number of products divides none of them, so every key comes once.
        return 1 + Math.floorMod(rank * STRIDE, (long) products);
    }

    int rank(SplittableRandom random) {
        int column = random.nextInt(products);
        return random.nextDouble() < keep[column] ? column : alias[column];
    }

    @Override
    public Cursor cursor(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> key(rank(random));
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "Zipf %s over %,d products", exponent, products);
    }
}
