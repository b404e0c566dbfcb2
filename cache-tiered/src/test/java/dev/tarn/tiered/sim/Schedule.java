package dev.tarn.tiered.sim;

import java.util.List;

/**
 * What happens in a run.
 *
 * @param seed where the random numbers of network and store start
 * @param salt another number beside the seed, for a shorter schedule that fails like the one it comes from
 * @param actions in order of time
 */
record Schedule(FaultSet set, long seed, long salt, List<Action> actions) {
    static Schedule of(FaultSet set, long seed) {
        return new Schedule(set, seed, 0, ScheduleMaker.actions(set, seed));
    }

    Schedule with(long otherSalt, List<Action> others) {
        return new Schedule(set, seed, otherSalt, others);
    }
}
