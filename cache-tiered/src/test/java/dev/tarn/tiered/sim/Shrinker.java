package dev.tarn.tiered.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing schedule shorter: leaves out halves, quarters and so on of its actions as long as the rest still fails in the same way.
 * Without some action the random numbers of the network fall elsewhere, so each candidate is tried with some other salts, too.
 */
final class Shrinker {
    private static final int SALTS = 6;
    private static final int MOST_RUNS = 6_000;
    private static final int LINES = 200;

    private final Limits limits;
    private final Workers workers;
    private int runs;

    Shrinker(Limits limits, Workers workers) {
        this.limits = limits;
        this.workers = workers;
    }

    /** Returns one that judges as its fault set demands. */
    static Shrinker of(Outcome failure, Workers workers) {
        return new Shrinker(failure.schedule().set().limits(), workers);
    }

    /** Returns the shortest failing outcome found. */
    Outcome shrink(Outcome failure) {
        Outcome best = failure;
        for (int piece = Math.max(1, best.schedule().actions().size() / 2); piece > 0 && runs < MOST_RUNS; ) {
            Outcome shorter = without(best, piece);
            if (shorter == null) {
                piece /= 2;
            } else {
                best = shorter;
            }
        }
        return best;
    }

    private @Nullable Outcome without(Outcome best, int piece) {
        List<Action> all = best.schedule().actions();
        for (int from = 0; from < all.size(); from += piece) {
            List<Action> rest = new ArrayList<>(all.subList(0, from));
            rest.addAll(all.subList(Math.min(all.size(), from + piece), all.size()));
            for (int i = 0; i < SALTS && runs < MOST_RUNS; i++) {
                runs++;
                long salt = i == 0 ? best.schedule().salt() : best.schedule().salt() * 31 + i;
                Outcome outcome = Simulation.run(best.schedule().with(salt, rest), limits, workers, false);
                if (isAlike(outcome, best)) {
                    return outcome;
                }
            }
        }
        return null;
    }

    private static boolean isAlike(Outcome outcome, Outcome other) {
        return !outcome.isClean()
                && outcome.violations().get(0).kind()
                        == other.violations().get(0).kind();
    }

    /** Describes a failure: the seed, what was wrong, the shortest schedule that fails alike, and the history of its key. */
    String explain(Outcome failure) {
        Outcome shortest = shrink(failure);
        Outcome traced = Simulation.run(shortest.schedule(), limits, workers, true);
        StringBuilder text = new StringBuilder();
        text.append("fault set ")
                .append(failure.schedule().set())
                .append(", seed ")
                .append(failure.schedule().seed())
                .append("; again with SimulationMain --schedules 1 --set ")
                .append(failure.schedule().set())
                .append(" --seed ")
                .append(failure.schedule().seed())
                .append(" --explain, or SimulationTest -Dtarn.sim.seconds=0 -Dtarn.sim.seed=")
                .append(failure.schedule().seed());
        failure.violations().forEach(violation -> text.append("\n  ").append(violation));
        text.append("\nshrunk from ")
                .append(failure.schedule().actions().size())
                .append(" actions to ");
        text.append(shortest.schedule().actions().size())
                .append(", salt ")
                .append(shortest.schedule().salt());
        shortest.schedule().actions().forEach(action -> text.append("\n  ").append(action));
        traced.violations().forEach(violation -> text.append("\n  ").append(violation));
        int key = traced.isClean() ? -1 : traced.violations().get(0).key();
        text.append("\nhistory");
        traced.history().last(LINES, key).forEach(line -> text.append("\n  ").append(line));
        return text.append('\n').toString();
    }
}
