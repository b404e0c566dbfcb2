package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.BreakerStats;
import dev.tarn.CacheStats;
import dev.tarn.CoherenceStats;
import dev.tarn.FailSafe;
import dev.tarn.FailureStats;
import dev.tarn.LoadLimits;
import dev.tarn.TierStats;
import dev.tarn.local.Heap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdvisorTest {
    private final List<Advice> told = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private static CacheSettings<String, String> settings(
            boolean remote,
            @Nullable Duration life,
            @Nullable Duration absentLife,
            FailSafe failSafe,
            LoadLimits loads,
            Set<Advice> silenced) {
        return new CacheSettings<>(
                "texts",
                String.class,
                String.class,
                List.of(Heap.maximumEntries(10)),
                remote,
                life,
                Duration.ZERO,
                null,
                absentLife,
                0,
                1,
                0,
                null,
                null,
                Duration.ofSeconds(5),
                null,
                null,
                null,
                Origin.of(),
                false,
                failSafe,
                loads,
                null,
                silenced);
    }

    private Advisor look(CacheSettings<String, String> settings, boolean hasBus) {
        Advisor advisor = new Advisor("shop:texts", settings, (advice, line) -> {
            told.add(advice);
            lines.add(line);
        });
        advisor.look(settings, hasBus);
        return advisor;
    }

    private static CacheStats stats(long hits, long misses) {
        TierStats heap = new TierStats("heap", hits, 0, 0, misses, 0, 0, 0, 0, -1);
        CoherenceStats coherence = new CoherenceStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        FailureStats failures = new FailureStats(0, 0, 0, 0, 0, 0, 0, 0);
        return new CacheStats(List.of(heap), 0, 0, 0, 0, 0, 0, coherence, failures, BreakerStats.NONE);
    }

    @Test
    void look_nothingOdd_tellsNothing() {
        look(settings(true, Duration.ofHours(1), null, FailSafe.defaults(), LoadLimits.of(5), Set.of()), true);

        assertThat(told).isEmpty();
    }

    @Test
    void look_everythingOdd_tellsEachOnceWithTheRemedy() {
        FailSafe soft = FailSafe.defaults().softTimeout(Duration.ofMillis(5));
        look(settings(true, Duration.ofHours(1), Duration.ofHours(2), soft, LoadLimits.none(), Set.of()), false);
        look(settings(false, null, null, FailSafe.defaults(), LoadLimits.none(), Set.of()), false);

        assertThat(told)
                .containsExactly(
                        Advice.UNBOUNDED_LOADS,
                        Advice.SOFT_TIMEOUT_WITHOUT_STALENESS,
                        Advice.NO_BUS,
                        Advice.ABSENCES_OUTLIVE_VALUES,
                        Advice.NEVER_EXPIRES);
        assertThat(lines.get(1))
                .startsWith("cache shop:texts has a soft time-out and no staleFor")
                .endsWith("set staleFor(...), or silence(Advice.SOFT_TIMEOUT_WITHOUT_STALENESS)");
    }

    @Test
    void look_silenced_tellsNothing() {
        look(settings(false, null, null, FailSafe.defaults(), LoadLimits.none(), EnumSet.allOf(Advice.class)), false);

        assertThat(told).isEmpty();
    }

    @Test
    void lookAtStats_hardlyAnyHits_tellsOnce() {
        Advisor advisor =
                look(settings(true, Duration.ofHours(1), null, FailSafe.defaults(), LoadLimits.of(5), Set.of()), true);
        advisor.look(stats(0, 99_999));
        advisor.look(stats(2_000, 98_000));
        assertThat(told).isEmpty();
        advisor.look(stats(500, 99_500));
        advisor.look(stats(500, 99_500));

        assertThat(told).containsExactly(Advice.HARDLY_ANY_HITS);
    }
}
