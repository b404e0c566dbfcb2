package dev.tarn.tiered.sim;

import dev.tarn.spi.Clock;
import java.io.PrintStream;
import java.util.List;

/**
 * The long run: {@code SimulationMain --schedules 1000000 --seed 1}, {@code --set net,trim} for some of the fault sets. Goes through all sets again and
 * again, so that one that is cut short has tried each. Prints a line of progress for each turn, at once for each failing seed what happened, and
 * in the end a line for each fault set; {@code --explain} as the last argument has the first failure of each set shrunk and told.
 */
public final class SimulationMain {
    private static final long TURN = 1_000;

    private final PrintStream out = System.out;
    private final List<Campaign> campaigns;
    private final long firstSeed;
    private final long each;
    private final long started = Clock.system().nanos();
    private long formerlyBusy;

    private SimulationMain(List<Campaign> campaigns, long firstSeed, long schedules) {
        this.campaigns = campaigns;
        this.firstSeed = firstSeed;
        this.each = Math.max(1, schedules / campaigns.size());
    }

    public static void main(String[] args) {
        long schedules = Long.parseLong(option(args, "--schedules", "12000"));
        long seed = Long.parseLong(option(args, "--seed", "1"));
        String only = option(args, "--set", "");
        boolean explains = args.length > 0 && args[args.length - 1].equals("--explain");
        try (Workers workers = new Workers()) {
            List<Campaign> campaigns = FaultSet.all().stream()
                    .filter(set -> only.isEmpty() || List.of(only.split(",")).contains(set.name()))
                    .map(set -> new Campaign(set, workers))
                    .toList();
            SimulationMain main = new SimulationMain(campaigns, seed, schedules);
            main.run();
            main.report();
            if (explains) {
                main.explain(workers);
            }
        }
    }

    private void run() {
        for (long from = 0; from < each; from += TURN) {
            long until = Math.min(each, from + TURN);
            for (Campaign campaign : campaigns) {
                for (long i = from; i < until; i++) {
                    tell(campaign.run(firstSeed + i));
                }
            }
            progress((until - from) * campaigns.size());
        }
    }

    private void progress(long turn) {
        long ran = campaigns.stream().mapToLong(Campaign::schedules).sum();
        long failed = campaigns.stream().mapToLong(Campaign::failed).sum();
        long busy = campaigns.stream().mapToLong(Campaign::cpuNanosUsed).sum();
        out.printf(
                "%d of %d schedules, %d failed, %.0f s, %.0f for each second of processor time in this turn%n",
                ran,
                each * campaigns.size(),
                failed,
                (Clock.system().nanos() - started) / 1e9,
                turn * 1e9 / Math.max(1, busy - formerlyBusy));
        formerlyBusy = busy;
    }

    private void tell(Outcome outcome) {
        if (!outcome.isClean()) {
            out.println("FAILED " + outcome.schedule().set() + ", seed "
                    + outcome.schedule().seed() + ": " + outcome.violations().get(0));
        }
    }

    private void report() {
        out.println(Campaign.header());
        campaigns.forEach(campaign -> out.println(campaign + String.format(" %016x", campaign.hash())));
    }

    private void explain(Workers workers) {
        for (Campaign campaign : campaigns) {
            for (Outcome failure : campaign.failures().stream().limit(1).toList()) {
                out.println(Shrinker.of(failure, workers).explain(failure));
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
