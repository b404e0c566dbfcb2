package dev.tarn.tiered.sim;

import dev.tarn.tiered.sim.Action.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws the actions of a schedule from a seed. */
final class ScheduleMaker {
    private final FaultSet set;
    private final Dice dice;
    private final List<Action> actions = new ArrayList<>();

    private ScheduleMaker(FaultSet set, long seed) {
        this.set = set;
        this.dice = new Dice(seed);
    }

    static List<Action> actions(FaultSet set, long seed) {
        ScheduleMaker maker = new ScheduleMaker(set, seed);
        maker.faults();
        maker.reads();
        maker.writes();
        maker.actions.sort(Comparator.comparingLong(Action::at));
        return maker.actions;
    }

    private static long millis(long count) {
        return count * Simulation.MILLI;
    }

    private void faults() {
        if (set.faults().isEmpty()) {
            return;
        }
        for (long at = millis(100); at < Simulation.LAST_FAULT; at += dice.between(millis(40), millis(500))) {
            fault(set.faults().get(dice.below(set.faults().size())), at);
        }
    }

    private void fault(Kind kind, long at) {
        int node = dice.below(set.nodes());
        switch (kind) {
            case PAUSE -> add(kind, at, node, 0, dice.between(millis(20), millis(900)), 0, 0);
            case CUT -> add(kind, at, node, 0, dice.between(millis(30), millis(900)), dice.below(2), 0);
            case BREAK -> add(kind, at, node, 0, dice.between(0, millis(20)), 0, 0);
            case RESTART -> add(kind, at, 0, 0, dice.between(millis(30), millis(300)), dice.below(2), 0);
            case TRIM -> add(kind, at, 0, 0, 1 + dice.below(3), 0, 0);
            case FAIL_OVER, SPLIT -> takeover(kind, at);
            default -> add(kind, at, 0, 0, 0, 0, 0);
        }
    }

    private void takeover(Kind kind, long at) {
        long outage = dice.between(millis(50), millis(250));
        long lag = dice.between(millis(1), Math.max(millis(1), set.replicaMemory()));
        long skew = set.skews()[dice.below(set.skews().length)];
        add(kind, at, 0, 1 + dice.below((1 << set.nodes()) - 1), outage, lag, skew);
    }

    private void reads() {
        for (int i = 0; i < set.reads(); i++) {
            int chance = dice.below(20);
            Kind kind = chance > 1
                    ? Kind.READ
                    : chance == 0 ? Kind.READ_ALL : set.isHealthy() || dice.chance(0.6) ? Kind.PEEK : Kind.REFRESH;
            operation(kind, Simulation.ACTIVE);
        }
    }

    private void writes() {
        for (int i = 0; i < set.writes(); i++) {
            int chance = dice.below(20);
            operation(
                    chance > 6
                            ? Kind.WRITE
                            : chance > 3 ? Kind.PUT : chance > 1 ? Kind.TAG : chance == 1 ? Kind.CLEAR : Kind.WRITE_ALL,
                    Simulation.LAST_FAULT);
        }
    }

    private void operation(Kind kind, long until) {
        add(kind, dice.between(millis(5), until), dice.below(set.nodes()), dice.below(set.keys()), 0, 0, 0);
    }

    private void add(Kind kind, long at, int node, int key, long first, long second, long third) {
        actions.add(new Action(kind, at, node, key, first, second, third));
    }
}
