package dev.tarn.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private static final int DRAWS = 400_000;

    @Test
    void ranks_drawn_comeAsOftenAsTheLawSays() {
        int products = 1_000;
        Zipf zipf = new Zipf(products, 0.99);
        int[] counts = new int[products];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.rank(random)]++;
        }

        double total = IntStream.rangeClosed(1, products)
                .mapToDouble(r -> Math.pow(r, -0.99))
                .sum();
        for (int rank : new int[] {0, 1, 9, 99, 499}) {
            double expected = DRAWS * Math.pow(rank + 1, -0.99) / total;
            assertThat((double) counts[rank]).isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void exponent_zero_makesAllAlike() {
        Zipf zipf = new Zipf(10, 0);
        int[] counts = new int[10];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.rank(random)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(DRAWS / 10 - 1_000, DRAWS / 10 + 1_000);
        }
    }

    @Test
    void exponent_one_isDrawnToo() {
        Zipf zipf = new Zipf(2, 1);
        SplittableRandom random = new SplittableRandom(3);
        long first =
                IntStream.range(0, DRAWS).filter(i -> zipf.rank(random) == 0).count();
        assertThat(first / (double) DRAWS).isCloseTo(2 / 3.0, within(0.005));
    }

    @Test
    void keys_ofAllRanks_areAllProductsOnce() {
        for (int products : new int[] {1_000, 99_999, 100_000}) {
            Zipf zipf = new Zipf(products, 0.99);
            Set<Long> keys = new HashSet<>();
            IntStream.range(0, products).forEach(rank -> keys.add(zipf.key(rank)));
            assertThat(keys).hasSize(products).allSatisfy(key -> assertThat(key).isBetween(1L, (long) products));
        }
    }

    @Test
    void share_ofTheMostPopular_isTheirPartOfAllWeights() {
        Zipf zipf = new Zipf(4, 1);
        assertThat(zipf.share(1)).isCloseTo(1 / (1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0), within(1e-9));
        assertThat(zipf.share(4)).isEqualTo(1);
        assertThat(zipf.share(9)).isEqualTo(1);
    }

    @Test
    void cursor_sameSeed_givesTheSameKeys() {
        Zipf zipf = new Zipf(1_000, 0.99);
        KeySource.Cursor one = zipf.cursor(5);
        KeySource.Cursor same = zipf.cursor(5);
        KeySource.Cursor other = zipf.cursor(6);
        long[] keys = IntStream.range(0, 50).mapToLong(i -> one.next()).toArray();

        assertThat(IntStream.range(0, 50).mapToLong(i -> same.next()).toArray()).isEqualTo(keys);
        assertThat(IntStream.range(0, 50).mapToLong(i -> other.next()).toArray())
                .isNotEqualTo(keys);
    }

    @Test
    void exponent_outside_isRefused() {
        assertThatThrownBy(() -> new Zipf(10, -0.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Zipf(10, 5.1)).hasMessageContaining("--zipf is 5.1");
        assertThatThrownBy(() -> new Zipf(10, Double.NaN)).hasMessageContaining("NaN");
    }
}
