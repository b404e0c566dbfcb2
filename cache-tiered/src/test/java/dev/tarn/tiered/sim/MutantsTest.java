package dev.tarn.tiered.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.spi.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Switches off one guard of the protocol after the other, and expects the simulation to notice: in {@code -Dtarn.sim.mutants} schedules of
 * its fault set at most, 3,000 unless set. Prints for each what it took. {@code -Dtarn.sim.mutant} runs those whose names contain a text.
 */
class MutantsTest {
    private static final long FIRST_SEED = 10_000;
    private static final int SCHEDULES_WITHOUT_A_MUTATION = 40;

    @Test
    void mutants_ofEachGuard_areNoticed() throws ReflectiveOperationException {
        long budget = Long.getLong("tarn.sim.mutants", 3_000);
        String only = System.getProperty("tarn.sim.mutant", "");
        StringBuilder table = new StringBuilder(String.format(
                "%-60s %-9s %9s  %-16s %7s", "guard removed", "faults", "schedules", "noticed", "seconds"));
        List<String> survivors = new ArrayList<>();
        for (Mutant mutant : Mutant.all()) {
            if (mutant.name().contains(only)) {
                long start = Clock.system().nanos();
                String killed = run(mutant.set(), mutant.changed(), budget);
                double seconds = (Clock.system().nanos() - start) / 1e9;
                int end = killed.indexOf(' ');
                table.append(String.format(
                        "%n%-60s %-9s %9s  %-16s %7.1f",
                        mutant.name(),
                        mutant.set(),
                        killed.isEmpty() ? budget : killed.substring(0, end),
                        killed.isEmpty() ? "SURVIVED" : killed.substring(end + 1),
                        seconds));
                if (killed.isEmpty()) {
                    survivors.add(mutant.name());
                }
            }
        }
        System.out.println(table);
        assertThat(survivors).as(table.toString()).isEmpty();
    }

    private static String run(String set, List<Change> changes, long budget) throws ReflectiveOperationException {
        MutantLoader loader = new MutantLoader(changes);
        loader.requireAll();
        return (String) Class.forName(MutantRun.class.getName(), true, loader)
                .getMethod("run", String.class, long.class, long.class)
                .invoke(null, set, FIRST_SEED, budget);
    }

    @Test
    void withoutAMutation_theSameSchedulesBreakNothing() throws ReflectiveOperationException {
        List<String> sets = Mutant.all().stream().map(Mutant::set).distinct().toList();
        for (String set : sets) {
            assertThat(run(set, List.of(), SCHEDULES_WITHOUT_A_MUTATION))
                    .as(set)
                    .isEmpty();
        }
    }

    @Test
    void smallLimits_alone_breakNothing() throws ReflectiveOperationException {
        for (Mutant mutant : Mutant.all()) {
            if (!mutant.setting().isEmpty()) {
                assertThat(run(mutant.set(), mutant.setting(), SCHEDULES_WITHOUT_A_MUTATION))
                        .as(mutant.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void mutant_ofAMethodThatIsNotThere_isRefused() {
        Change change = new Change.Returns("dev.tarn.tiered.Flight", "isDetached()I", 0);

        assertThatThrownBy(() -> new MutantLoader(List.of(change)).requireAll())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("isDetached()I");
    }
}
