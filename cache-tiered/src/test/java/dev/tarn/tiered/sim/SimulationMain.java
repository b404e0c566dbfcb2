package dev.tarn.tiered.sim;

import java.io.PrintStream;
import java.util.List;

/**
 * The long run: {@code SimulationMain --schedules 1000000 --seed 1}, {@code --set net,trim} for some of the fault sets. Prints a line for each fault set, and for each failing seed
 * what happened.
 */
public final class SimulationMain {
    private SimulationMain() {}

    public static void main(String[] args) {
        long schedules = Long.parseLong(option(args, "--schedules", "12000"));
        long seed = Long.parseLong(option(args, "--seed", "1"));
        String only = option(args, "--set", "");
        List<FaultSet> sets = FaultSet.all().stream()
                .filter(set -> only.isEmpty() || List.of(only.split(",")).contains(set.name()))
                .toList();
        PrintStream out = System.out;
        out.println(Campaign.header());
        try (Workers workers = new Workers()) {
            for (FaultSet set : sets) {
                Campaign campaign = new Campaign(set, workers);
                for (long i = 0; i < Math.max(1, schedules / sets.size()); i++) {
                    campaign.run(seed + i);
                }
                out.println(campaign + String.format(" %016x", campaign.hash()));
                campaign.failures()
                        .forEach(failure ->
                                out.println("   seed " + failure.schedule().seed() + ": "
                                        + failure.violations().get(0)));
                if (args.length > 0
                        && args[args.length - 1].equals("--explain")
                        && !campaign.failures().isEmpty()) {
                    out.println(new Shrinker(set.limits(), workers)
                            .explain(campaign.failures().get(0)));
                }
            }
        }
    }

    private static String option(String[] args, String name, String otherwise) {
        for (int i = 0; i + 1 < args.length; i++) {
            if (args[i].equals(name)) {
                return args[i + 1];
            }
        }
        return otherwise;
    }
}
