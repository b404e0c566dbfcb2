package dev.tarn.tiered.sim;

import java.util.List;

/** What came of a run. */
record Outcome(
        Schedule schedule,
        List<Violation> violations,
        History history,
        long reads,
        long worstNanos,
        long loads,
        int events) {

    boolean isClean() {
        return violations.isEmpty();
    }
}
