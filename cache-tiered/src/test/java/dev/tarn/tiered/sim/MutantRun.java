package dev.tarn.tiered.sim;

/** What a {@link MutantLoader} runs: the only way into the classes that it has loaded. */
public final class MutantRun {
    private MutantRun() {}

    /**
     * Runs schedules until one fails.
     *
     * @param setName the fault set
     * @param firstSeed where to start
     * @param most how many to run
     * @return how many it took and what was broken, or the empty text if none failed
     */
    public static String run(String setName, long firstSeed, long most) {
        FaultSet set = FaultSet.all().stream()
                .filter(other -> other.name().equals(setName))
                .findFirst()
                .orElseThrow();
        try (Workers workers = new Workers()) {
            for (long i = 0; i < most; i++) {
                Outcome outcome = Simulation.run(Schedule.of(set, firstSeed + i), set.limits(), workers, false);
                if (!outcome.isClean()) {
                    return (i + 1) + " " + outcome.violations().get(0).kind();
                }
            }
        }
        return "";
    }
}
