package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final Trace SKEWED = Traces.skewed(2_000, 60_000, 11);
    private static final Bound MEBIBYTE = new Bound(1 << 20, true);
    private static final double ALL_BUT_COMPULSORY = 100.0 * (SKEWED.length() - SKEWED.unique()) / SKEWED.length();

    private static Outcome replay(Trace trace, Setup setup) {
        return Replay.run(trace, setup, done -> {});
    }

    @Test
    void run_whereAllFitsOnTheHeap_missesEachKeyOnce() {
        Outcome outcome = replay(SKEWED, Setup.ofHeap(new Bound(SKEWED.unique(), false)));

        assertThat(outcome.local()).isEqualTo(ALL_BUT_COMPULSORY);
        assertThat(outcome.source()).isEqualTo(SKEWED.unique());
    }

    @Test
    void run_whereAllFitsOutsideTheHeap_missesEachKeyOnce() {
        Outcome outcome = replay(SKEWED.withSize(100), Setup.ofOffHeap(MEBIBYTE));

        assertThat(outcome.local()).isEqualTo(ALL_BUT_COMPULSORY);
        assertThat(outcome.held()).isEqualTo(SKEWED.unique());
    }

    @Test
    void run_ofSmallTiers_isBelowTheOptimumAndAboveNothing() {
        int entries = 100;
        double optimum = Clairvoyant.percent(SKEWED, entries);
        EntryBudget budget = EntryBudget.of(SKEWED, entries);

        double heap = replay(SKEWED, Setup.ofHeap(new Bound(entries, false))).local();
        Outcome offHeap = replay(budget.trace(), Setup.ofOffHeap(new Bound(budget.bytes(), true)));

        assertThat(offHeap.held()).isBetween(90L, 100L);
        assertThat(heap).isBetween(optimum / 2, optimum);
        assertThat(offHeap.local()).isBetween(optimum / 2, optimum);
    }

    @Test
    void run_ofTiersTogether_countsEachReadOnce() {
        Setup setup = new Setup(new Bound(50, false), MEBIBYTE, Bound.UNLIMITED, null);
        Outcome outcome = replay(SKEWED.withSize(4_000), setup);

        assertThat(outcome.heap()).isPositive();
        assertThat(outcome.offHeap()).isPositive();
        assertThat(outcome.remote()).isPositive();
        assertThat(outcome.source()).isEqualTo(SKEWED.unique());
        assertThat(outcome.heap() + outcome.offHeap() + outcome.remote() + outcome.source())
                .isEqualTo(SKEWED.length());
    }

    @Test
    void run_ofASmallRemoteTier_asksTheSourceMoreOften() {
        Setup setup = new Setup(new Bound(50, false), null, new Bound(200, false), null);

        assertThat(replay(SKEWED, setup).source())
                .isGreaterThan(SKEWED.unique())
                .isLessThan(replay(SKEWED, Setup.ofHeap(new Bound(50, false))).source());
    }

    @Test
    void run_ofEntriesThatLiveForASecond_loadsEachAgainAfterThat() {
        Trace trace = new Trace(
                "made", new int[] {0, 0, 0, 0}, new int[] {1}, false, new long[] {5_000, 5_900, 6_100, 7_000}, 1);
        Setup setup = Setup.ofHeap(new Bound(10, false)).withLife(Duration.ofSeconds(1));

        assertThat(replay(trace, setup).heap()).isEqualTo(2);
        assertThat(replay(trace, setup.withLife(null)).heap()).isEqualTo(3);
    }

    @Test
    void run_ofASample_givesTiersTheirShareOfTheSize() {
        Trace sample = Traces.skewed(20_000, 400_000, 13).sampled(0.1);
        Bound bound = new Bound(2_000, false);

        assertThat(sample.sample()).isEqualTo(0.1);
        assertThat(replay(sample, Setup.ofHeap(bound)).held()).isEqualTo(200);
    }

    @Test
    void sampled_ofATrace_keepsAllAccessesOfSomeKeys() {
        Trace trace = Traces.skewed(20_000, 400_000, 13);
        Trace sample = trace.sampled(0.1);

        assertThat(sample.unique()).isCloseTo(trace.unique() / 10, within(trace.unique() / 50));
        double full = StackDistances.of(trace, false).percent(4_000);
        double estimated = StackDistances.of(sample, false).percent(400);
        assertThat(estimated).isCloseTo(full, within(6.0));
    }

    @Test
    void run_ofAnyTrace_tellsOfEachAccess() {
        AtomicLong told = new AtomicLong();
        Replay.run(SKEWED, Setup.ofHeap(new Bound(10, false)), told::addAndGet);

        assertThat(told).hasValue(SKEWED.length());
    }
}
