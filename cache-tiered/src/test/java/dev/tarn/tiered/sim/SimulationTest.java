package dev.tarn.tiered.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.spi.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs as many schedules as the time allows: {@code -Dtarn.sim.seconds}, ten unless set, from the seed {@code -Dtarn.sim.seed}, one unless
 * set.
 */
class SimulationTest {
    @Test
    void schedules_ofEveryFaultSet_breakNothing() {
        long end = Clock.system().nanos() + Long.getLong("tarn.sim.seconds", 10) * 1_000_000_000L;
        long seed = Long.getLong("tarn.sim.seed", 1);
        try (Workers workers = new Workers()) {
            List<Campaign> campaigns = FaultSet.all().stream()
                    .map(set -> new Campaign(set, workers))
                    .toList();
            for (long i = 0; i == 0 || Clock.system().nanos() - end < 0; i++) {
                long now = seed + i;
                campaigns.forEach(campaign -> campaign.run(now));
            }
            StringBuilder report = new StringBuilder(Campaign.header());
            campaigns.forEach(campaign -> report.append('\n').append(campaign));
            System.out.println(report);
            campaigns.stream()
                    .flatMap(campaign -> campaign.failures().stream())
                    .findFirst()
                    .ifPresent(failure -> {
                        throw new AssertionError(
                                report + "\n" + Shrinker.of(failure, workers).explain(failure));
                    });
        }
    }

    /**
     * Rare schedules that once broke something, by the code of then:
     *
     * <ul>
     *   <li>an answer that was not stored, while an invalidation of this node's own waited: what was held was older, and a proof that came late had it served
     *   <li>a stale value of the remote tier, served where a load failed, and the older one that was held, served after it
     *   <li>the same the other way round: what was held had come from the source before it was acknowledged
     *   <li>a read of a node whose own write waited when it was called and was taken before it returned: the judge's fault
     *   <li>a clear that was no news, as its place was below one that the store had lost: a load that began before it was joined
     *   <li>an era that began on another master before changes that one which was cut off still took
     *   <li>a log that was found to have lost steps, in an answer that a late message of them had made worthless
     * </ul>
     */
    @ParameterizedTest
    @CsvSource({
        "small, 591000855",
        "aging, 628002154",
        "aging, 500114177",
        "joins, 900001559",
        "eras, 902000863",
        "all, 913043815",
        "proxy, 644000679"
    })
    void schedule_thatBrokeSomethingOnce_breaksNothing(String set, long seed) {
        try (Workers workers = new Workers()) {
            FaultSet faults = FaultSet.all().stream()
                    .filter(one -> one.name().equals(set))
                    .findFirst()
                    .orElseThrow();
            Campaign campaign = new Campaign(faults, workers);
            campaign.run(seed);
            assertThat(campaign.failures()).isEmpty();
        }
    }

    @Test
    void run_ofTheSameSeed_hasTheSameHistory() {
        try (Workers workers = new Workers()) {
            for (FaultSet set : FaultSet.all()) {
                Outcome first = Simulation.run(Schedule.of(set, 7), set.limits(), workers, false);
                Simulation.run(Schedule.of(set, 8), set.limits(), workers, false);
                Outcome second = Simulation.run(Schedule.of(set, 7), set.limits(), workers, true);

                assertThat(second.history().hash()).isEqualTo(first.history().hash());
            }
        }
    }

    @Test
    void run_judgedByABoundThatIsNotDeclared_findsStaleReads() {
        Limits tighter = Limits.of(100 * Simulation.MILLI);
        try (Workers workers = new Workers()) {
            Campaign campaign = new Campaign(FaultSet.NET, tighter, workers);
            for (long seed = 1; seed < 200 && campaign.failures().isEmpty(); seed++) {
                campaign.run(seed);
            }
            assertThat(campaign.failures()).isNotEmpty();
            Outcome failure = campaign.failures().get(0);
            assertThat(failure.violations().get(0).kind()).isEqualTo(Violation.Kind.STALE);

            Outcome shortest = new Shrinker(tighter, workers).shrink(failure);
            assertThat(shortest.schedule().actions())
                    .hasSizeLessThan(failure.schedule().actions().size() / 2);
            assertThat(shortest.violations().get(0).kind()).isEqualTo(Violation.Kind.STALE);
        }
    }
}
