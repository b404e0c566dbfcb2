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
            case FAIL_OVER, SWAP, SPLIT -> takeover(kind, at);
            default -> add(kind, at, 0, 0, 0, 0, 0);
        }
    }

    private void takeover(Kind kind, long at) {
        long outage = dice.between(set.shortestOutage(), set.longestOutage());
        long lag = dice.between(millis(1), Math.max(millis(1), set.replicaMemory()));
        long skew = set.skews()[dice.below(set.skews().length)];
        add(kind, at, 0, 1 + dice.below((1 << set.nodes()) - 1), outage, lag, skew);
    }

    private void reads() {
        for (int i = 0; i < set.reads(); i++) {
            double chance = dice.share();
            operation(chance < set.peeks() ? Kind.PEEK : loadingRead(chance), Simulation.ACTIVE);
        }
    }

    private Kind loadingRead(double chance) {
        if (chance > 0.95) {
            return Kind.READ_ALL;
        }
        if (chance > 0.92) {
            return Kind.READ_TICKET;
        }
        if (isRefresh(chance)) {
            return Kind.REFRESH;
        }
        return dice.below(2) == 0 ? Kind.READ : Kind.READ_LATER;
    }

    /** A load within a transaction, or of a barred key, needs no lease. */
    private Kind changeOfRow() {
        return set.isHealthy() ? Kind.WRITE : Kind.TRANSACTION;
    }

    /** Where nothing goes wrong there is to be one load of a key at a time, which a refresh does not care about. */
    private boolean isRefresh(double chance) {
        return chance > 0.9 && !set.isHealthy();
    }

    private void writes() {
        for (int i = 0; i < set.writes(); i++) {
            double chance = dice.share();
            Kind sweep = chance < set.sweeps() / 2 ? Kind.TAG : Kind.CLEAR;
            double other = dice.share();
            operation(
                    chance < set.sweeps()
                            ? sweep
                            : other < 0.7
                                    ? Kind.WRITE
                                    : other < 0.88 ? Kind.PUT : other < 0.95 ? changeOfRow() : Kind.WRITE_ALL,
                    Simulation.LAST_FAULT);
        }
    }

    private void operation(Kind kind, long until) {
        long first = kind == Kind.TRANSACTION ? dice.between(millis(1), millis(200)) : 0;
        long second = kind == Kind.TRANSACTION ? dice.below(2) : 0;
        long third = kind == Kind.TRANSACTION ? dice.below(2) : 0;
        add(
                kind,
                dice.between(millis(5), until),
                dice.below(set.nodes()),
                dice.below(set.keys()),
                first,
                second,
                third);
    }

    private void add(Kind kind, long at, int node, int key, long first, long second, long third) {
        actions.add(new Action(kind, at, node, key, first, second, third));
    }
}
