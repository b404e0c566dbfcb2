package dev.tarn.testing.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Caches that fail in other ways than by being stale. */
class ChaosPlanIT {
    @Test
    void cacheWithoutCopies_inARunWithoutFaults_isClean() {
        ChaosReport report = plan("none").run(line -> {});

        assertThat(report.isClean()).as(report.text()).isTrue();
        assertThat(report.verdict().readsByNode()).containsOnlyKeys(0, 1);
    }

    @Test
    void process_endsByItselfBeforeAKillThatWouldReviveIt_endsTheRun() {
        ChaosPlan plan = plan("exit").faults(Set.of(ChaosFault.NODE_KILLED)).duration(Duration.ofSeconds(20));

        assertThatThrownBy(() -> plan.run(line -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node 1 has ended by itself");
    }

    @Test
    void error_inAThread_endsTheRunAndIsShown() {
        assertThatThrownBy(() -> plan("error").run(line -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node 1 has ended by itself")
                .hasMessageContaining("boom");
    }

    @Test
    void node_thatEndsInsteadOfAnAnswer_endsTheRunAndIsShown() {
        assertThatThrownBy(() -> plan("exit-when-closed").run(line -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("node 1 has ended by itself");
    }

    @Test
    void reads_thatThrow_areViolations() {
        ChaosReport report = plan("exception").run(line -> {});

        assertThat(report.verdict().count(Violation.Kind.FAILED)).isPositive();
        assertThat(report.text()).contains("bang");
    }

    @Test
    void reads_thatTakeTooLong_areViolations() {
        ChaosReport report = plan("hang").longestSilence(Duration.ofSeconds(1)).run(line -> {});

        assertThat(report.verdict().count(Violation.Kind.SILENT)).isPositive();
    }

    private static ChaosPlan plan(String fault) {
        return ChaosPlan.of(FaultySubject.class)
                .nodes(2)
                .threads(1)
                .keys(4)
                .faults(Set.of())
                .duration(Duration.ofSeconds(2))
                .settling(Duration.ofMillis(10))
                .setting("fault", fault);
    }
}
