package dev.tarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CacheStatsTest {
    private static final TierStats HEAP = new TierStats("heap", 60, 5, 5, 30, 0, 0, 0, 10, -1);
    private static final TierStats REMOTE = new TierStats("remote", 20, 0, 0, 10, 1, 2, 0, -1, -1);

    @Test
    void hitRate_ofTwoTiers_countsEachReadOnce() {
        CacheStats stats = stats(List.of(HEAP, REMOTE));

        assertThat(stats.requests()).isEqualTo(100);
        assertThat(stats.hits()).isEqualTo(90);
        assertThat(stats.hitRate()).isEqualTo(0.9);
        assertThat(stats.tier("remote").orElseThrow().hitRate()).isEqualTo(20.0 / 30);
        assertThat(stats.tier("offheap")).isEmpty();
    }

    @Test
    void hitRate_withoutRequests_isOne() {
        assertThat(stats(List.of()).hitRate()).isEqualTo(1.0);
        assertThat(new TierStats("heap", 0, 0, 0, 0, 0, 0, 0, 0, 0).hitRate()).isEqualTo(1.0);
    }

    @Test
    void loads_areSuccessesAndFailures() {
        assertThat(stats(List.of(HEAP)).loads()).isEqualTo(9);
    }

    private static CacheStats stats(List<TierStats> tiers) {
        return new CacheStats(
                tiers,
                7,
                1,
                2,
                0,
                0,
                0,
                new CoherenceStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new FailureStats(0, 0, 0, 0, 0, 0, 0, 0),
                BreakerStats.NONE);
    }
}
