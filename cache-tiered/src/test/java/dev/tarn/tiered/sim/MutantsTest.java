package dev.tarn.tiered.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Switches off one guard of the protocol after the other, and expects the simulation to notice: in {@code -Dtarn.sim.mutants} schedules of
 * its fault set at most, 1,500 unless set. The first campaigns missed some mutants: with {@code -Dtarn.sim.mutants.all=true} they run, too, and are printed, but
 * nothing is expected of them but that the methods they change are there.
 */
class MutantsTest {
    private static final long FIRST_SEED = 10_000;

    @Test
    void mutants_ofEachGuard_areNoticed() throws ReflectiveOperationException {
        long budget = Long.getLong("tarn.sim.mutants", 1_500);
        String only = System.getProperty("tarn.sim.mutant", "");
        List<String> survivors = new ArrayList<>();
        for (Mutant mutant : Mutant.noticed()) {
            if (!mutant.name().contains(only)) {
                continue;
            }
            String killed = run(mutant, budget);
            System.out.printf("%-50s %-9s %s%n", mutant.name(), mutant.set(), killed.isEmpty() ? "SURVIVED" : killed);
            if (killed.isEmpty()) {
                survivors.add(mutant.name());
            }
        }
        assertThat(survivors).isEmpty();
    }

    @Test
    void mutants_notYetNoticed_changeMethodsThatExist() throws ReflectiveOperationException {
        for (Mutant mutant : Mutant.notYetNoticed()) {
            new MutantLoader(mutant.changes()).requireAll();
            if (Boolean.getBoolean("tarn.sim.mutants.all")) {
                String killed = run(mutant, Long.getLong("tarn.sim.mutants", 1_500));
                System.out.printf(
                        "%-50s %-9s %s%n", mutant.name(), mutant.set(), killed.isEmpty() ? "SURVIVED" : killed);
            }
        }
    }

    private static String run(Mutant mutant, long budget) throws ReflectiveOperationException {
        MutantLoader loader = new MutantLoader(mutant.changes());
        loader.requireAll();
        return (String) Class.forName(MutantRun.class.getName(), true, loader)
                .getMethod("run", String.class, long.class, long.class)
                .invoke(null, mutant.set(), FIRST_SEED, budget);
    }

    @Test
    void withoutAMutation_theSameSchedulesBreakNothing() throws ReflectiveOperationException {
        List<String> sets =
                Mutant.noticed().stream().map(Mutant::set).distinct().toList();
        for (String set : sets) {
            assertThat(run(new Mutant("none", set, List.of()), 60)).as(set).isEmpty();
        }
    }

    @Test
    void mutant_ofAMethodThatIsNotThere_isRefused() {
        Mutant.Change change = new Mutant.Change("dev.tarn.tiered.Flight", "isNoMethodOfIts", 0);

        assertThatThrownBy(() -> new MutantLoader(List.of(change)).requireAll())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("isNoMethodOfIts");
    }
}
