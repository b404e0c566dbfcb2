package dev.tarn.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Timings timings = new Timings(0);

    @ParameterizedTest
    @ValueSource(longs = {5, 1_000, 123_456_789, 60_000_000_000L, Long.MAX_VALUE})
    void time_anyLength_isToldToAnEighth(long nanos) {
        timings.record(nanos, 0);

        assertThat(timings.quantile(0.5, 0)).isCloseTo((double) nanos, Percentage.withPercentage(13));
    }

    @Test
    void quantiles_ofAHundred_areTheMiddleAndTheSlowest() {
        for (int i = 0; i < 98; i++) {
            timings.record(1_000, 0);
        }
        timings.record(1_000_000, 0);
        timings.record(1_000_000, 0);

        assertThat(timings.quantile(0.5, 0)).isCloseTo(1_000, Percentage.withPercentage(13));
        assertThat(timings.quantile(0.99, 0)).isCloseTo(1_000_000, Percentage.withPercentage(13));
    }

    @Test
    void share_ofALimit_isOfThoseThatAreNotAboveIt() {
        assertThat(timings.share(1_000, 0)).isNegative();
        timings.record(100, 0);
        timings.record(900, 0);
        timings.record(20_000, 0);
        timings.record(20_000, 0);

        assertThat(timings.share(1_000, 0)).isEqualTo(0.5);
        assertThat(timings.share(100_000, 0)).isEqualTo(1);
        assertThat(timings.share(50, 0)).isZero();
    }

    @Test
    void times_ofLongAgo_areForgotten() {
        timings.record(1_000, 0);

        assertThat(timings.quantile(0.5, 15 * SECOND)).isPositive();
        assertThat(timings.quantile(0.5, 40 * SECOND)).isNegative();
    }
}
