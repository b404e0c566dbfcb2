package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ZipfTest {
    @Test
    void numbers_drawnOften_areAsFrequentAsTheLawSays() {
        int[] drawn = new Zipf(1_000, 1).draw(200_000, 7);

        long first = Arrays.stream(drawn).filter(number -> number == 0).count();
        long fourth = Arrays.stream(drawn).filter(number -> number == 3).count();
        assertThat(first / (double) fourth).isCloseTo(4, within(0.4));
    }

    @Test
    void numbers_withoutSkew_areAllAlikeAndInRange() {
        int[] drawn = new Zipf(10, 0).draw(100_000, 7);

        long[] counts = new long[10];
        Arrays.stream(drawn).forEach(number -> counts[number]++);
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(9_000L, 11_000L));
    }
}
