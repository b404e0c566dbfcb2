package dev.tarn.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CountsTest {
    private static Counts counts(long heapHits, long remoteHits, long requests, long databaseKeys) {
        return new Counts(
                List.of(
                        new TierCounts("heap", heapHits, requests, 0, 0),
                        new TierCounts("remote", remoteHits, requests - heapHits, 2, 3)),
                databaseKeys,
                1,
                4,
                databaseKeys,
                databaseKeys,
                5,
                6,
                7);
    }

    @Test
    void rates_ofCounts_areSharesOfTheRequestsThatReachedEachTier() {
        Counts counts = counts(90, 5, 100, 5);

        assertThat(counts.requests()).isEqualTo(100);
        assertThat(counts.hitRate()).isCloseTo(0.95, within(1e-9));
        assertThat(counts.tiers().get(1).hitRate()).isCloseTo(0.5, within(1e-9));
        assertThat(counts.loadsSaved()).isEqualTo(95);
        assertThat(counts.unreadable()).isEqualTo(2);
        assertThat(counts.tierFailures()).isEqualTo(3);
    }

    @Test
    void nodes_addedUp_countTogether() {
        Counts sum = Counts.NONE.plus(counts(90, 5, 100, 5)).plus(counts(10, 0, 100, 90));

        assertThat(sum.requests()).isEqualTo(200);
        assertThat(sum.hits()).isEqualTo(105);
        assertThat(sum.databaseKeys()).isEqualTo(95);
        assertThat(sum.pending()).isEqualTo(14);
    }

    @Test
    void moments_compared_leaveWhatCameBetweenButPendingAsOfNow() {
        Counts between = counts(90, 5, 100, 5).minus(counts(10, 5, 20, 1));

        assertThat(between.requests()).isEqualTo(80);
        assertThat(between.hits()).isEqualTo(80);
        assertThat(between.databaseKeys()).isEqualTo(4);
        assertThat(between.pending()).isEqualTo(7);
        assertThat(counts(1, 1, 3, 1).minus(Counts.NONE)).isEqualTo(counts(1, 1, 3, 1));
    }

    @Test
    void sample_asLine_isReadBackTheSame() {
        Histogram cache = new Histogram(60_000_000_000L, 2);
        cache.recordValue(1_234);
        cache.recordValue(56_000_000);
        Sample sample = new Sample(counts(90, 5, 100, 5), cache, new Histogram(60_000_000_000L, 2));

        String line = sample.toLine();
        Sample read = Sample.fromLine(line);

        assertThat(line).doesNotContain("\n");
        assertThat(read).isEqualTo(sample);
        assertThat(read.plus(sample).cache().getTotalCount()).isEqualTo(4);
    }

    @Test
    void line_thatIsNoSample_isRefused() {
        assertThatThrownBy(() -> Sample.fromLine("hello")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sample.fromLine("{\"counts\":null,\"cache\":\"!\",\"database\":\"\"}"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
