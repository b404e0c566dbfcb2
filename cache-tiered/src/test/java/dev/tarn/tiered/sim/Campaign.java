package dev.tarn.tiered.sim;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Runs many schedules of one fault set, and adds up. */
final class Campaign {
    private static final int KEPT = 5;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final FaultSet set;
    private final Limits limits;
    private final Workers workers;
    private final List<Outcome> failures = new ArrayList<>();
    private long schedules;
    private long failed;
    private long reads;
    private long loads;
    private long events;
    private long worst;
    private long nanos;
    private long hash;

    Campaign(FaultSet set, Workers workers) {
        this(set, set.limits(), workers);
    }

    Campaign(FaultSet set, Limits limits, Workers workers) {
        this.set = set;
        this.limits = limits;
        this.workers = workers;
    }

    /** Runs the schedule of one seed. */
    Outcome run(long seed) {
        long start = cpuNanos();
        Outcome outcome = Simulation.run(Schedule.of(set, seed), limits, workers, false);
        nanos += cpuNanos() - start;
        schedules++;
        hash = Dice.mixed(hash) ^ outcome.history().hash();
        reads += outcome.reads();
        loads += outcome.loads();
        events += outcome.events();
        worst = Math.max(worst, outcome.worstNanos());
        if (!outcome.isClean()) {
            failed++;
            if (failures.size() < KEPT) {
                failures.add(outcome);
            }
        }
        return outcome;
    }

    /** Returns the time that all threads of this process have run, in nanoseconds: other processes may be busy on the same processors. */
    private static long cpuNanos() {
        return PROCESS.getProcessCpuTime();
    }

    /** Returns a number for the histories of all runs. */
    long hash() {
        return hash;
    }

    List<Outcome> failures() {
        return failures;
    }

    long schedules() {
        return schedules;
    }

    long failed() {
        return failed;
    }

    long cpuNanosUsed() {
        return nanos;
    }

    static String header() {
        return String.format(
                "%-10s %10s %12s %10s %10s %10s %8s %8s %12s",
                "faults", "schedules", "reads", "failed", "worst ms", "bound ms", "loads", "events", "per CPU s");
    }

    @Override
    public String toString() {
        String bound = limits.isBounded() ? Long.toString(limits.boundNanos() / Simulation.MILLI) : "none";
        return String.format(
                "%-10s %10d %12d %10d %10.1f %10s %8d %8d %12.0f",
                set.name(),
                schedules,
                reads,
                failed,
                worst / (double) Simulation.MILLI,
                bound,
                loads / Math.max(1, schedules),
                events / Math.max(1, schedules),
                schedules * 1e9 / Math.max(1, nanos));
    }
}
