package dev.tarn.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testing.chaos.ChaosFault;
import dev.tarn.testing.chaos.ChaosPlan;
import dev.tarn.testing.chaos.ChaosReport;
import dev.tarn.testing.chaos.ChaosSubject;
import dev.tarn.testing.chaos.Violation;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs Tarn under random faults for as long as {@code tarn.chaos.seconds} says, and shows that the kit finds a broken cache out. */
class ChaosIT {
    private static final int SECONDS = Integer.getInteger("tarn.chaos.seconds", 20);
    private static final long SEED = Long.getLong("tarn.chaos.seed", 1);
    /** Whatever the build's number, the control must be cut off for long enough to be stale. */
    private static final long CUT_OFF_SEED = 1;

    private static final String AGAIN =
            "seed " + SEED + ", again with: mvn verify -pl benchmarks -am -Dit.test=ChaosIT -Dtarn.chaos.seed="
                    + SEED + " -Dtarn.chaos.seconds=" + SECONDS
                    + " -Dtest=NoSuchTest -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false";

    @Test
    void tarn_underRandomFaults_keepsItsBound() {
        ChaosReport report = run(plan(TarnSubject.class).duration(Duration.ofSeconds(SECONDS)));

        assertThat(report.isClean()).as(describe(report)).isTrue();
        assertThat(report.faults()).isNotEmpty();
    }

    @Test
    void deafCache_withoutAnyFault_isFoundOut() {
        ChaosReport report = run(plan(DeafSubject.class)
                .duration(Duration.ofSeconds(4))
                .settling(Duration.ofSeconds(1))
                .faults(Set.of()));

        assertThat(report.verdict().count(Violation.Kind.STALE)).isPositive();
        assertThat(report.verdict().count(Violation.Kind.PERMANENT)).isPositive();
        assertThat(report.verdict().count(Violation.Kind.READ_YOUR_WRITES)).isZero();
        assertThat(report.text()).contains("VIOLATED; seed " + SEED);
    }

    @Test
    void tarn_cutOffFromAnswersAndMessages_isStaleWithoutABoundAndNotWithOne() {
        ChaosPlan undeclared = cutOff().setting("declared", "false").duration(Duration.ofSeconds(20));
        assertThat(run(undeclared).verdict().count(Violation.Kind.STALE)).isPositive();

        ChaosReport declared = run(cutOff());
        assertThat(declared.isClean()).as(describe(declared)).isTrue();
    }

    /** Cuts a node off again and again, with this seed mostly for longer than the bound. */
    private static ChaosPlan cutOff() {
        return plan(TarnSubject.class)
                .seed(CUT_OFF_SEED)
                .duration(Duration.ofSeconds(12))
                .settling(Duration.ofSeconds(5))
                .bound(Duration.ofSeconds(1))
                .faults(Set.of(ChaosFault.ANSWERS_LOST));
    }

    private static ChaosPlan plan(Class<? extends ChaosSubject> subject) {
        return ChaosPlan.of(subject).threads(2).operationsPerSecond(500).seed(SEED);
    }

    private static ChaosReport run(ChaosPlan plan) {
        try {
            return plan.run(line -> {});
        } catch (IllegalStateException e) {
            throw new AssertionError(AGAIN, e);
        }
    }

    private static String describe(ChaosReport report) {
        return report.text() + AGAIN;
    }
}
