package dev.tarn.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;

/**
 * Lets rivals read in turns, in short rounds, first one way round and then the other, and compares each with one of them round by round:
 * what else the machine does meets both sides of a ratio.
 */
final class Contest {
    private final Report report;
    private final String base;
    private final int rounds;
    private final Duration length;
    private final Duration warmup;

    /**
     * Prepares a contest.
     *
     * @param base the name of the rival that the others are compared with
     * @param arguments with {@code rounds}, and {@code millis} for a round and {@code warmup} for all rivals, which is repeated while the compilers are busy
     */
    Contest(Report report, String base, Arguments arguments) {
        this.report = report;
        this.base = base;
        this.rounds = arguments.number("rounds");
        this.length = Duration.ofMillis(arguments.number("millis"));
        this.warmup = Duration.ofMillis(arguments.number("warmup"));
    }

    /**
     * Runs it.
     *
     * @param what the rivals read, for the report
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a read fails
     */
    void run(String what, int threads, String[] keys, List<? extends RemoteRival<?>> rivals)
            throws InterruptedException, ExecutionException {
        for (RemoteRival<?> rival : rivals) {
            WarmUp warmUp = new WarmUp();
            do {
                new ReadRound(rival, keys, threads, warmup.dividedBy(rivals.size())).run(1);
            } while (warmUp.isCompiling());
            rival.remarks();
        }
        Map<String, List<ReadRound.Outcome>> outcomes = new LinkedHashMap<>();
        List<RemoteRival<?>> order = new ArrayList<>(rivals);
        for (int round = 1; round <= rounds; round++) {
            for (RemoteRival<?> rival : order) {
                ReadRound.Outcome outcome = new ReadRound(rival, keys, threads, length).run(1_000L * round);
                outcomes.computeIfAbsent(rival.name(), name -> new ArrayList<>())
                        .add(outcome);
                show(what, threads, round, rival, outcome);
            }
            Collections.reverse(order);
        }
        List<ReadRound.Outcome> others = outcomes.get(base);
        if (others != null) {
            outcomes.forEach((name, own) -> summarise(what, threads, name, own, others));
        }
    }

    private void show(String what, int threads, int round, RemoteRival<?> rival, ReadRound.Outcome outcome) {
        String remarks = rival.remarks();
        report.line(
                "%-11s t=%-2d round %d %-18s %8.0f/s cpu=%.2f us %s missing=%d %s",
                what,
                threads,
                round,
                rival.name(),
                outcome.perSecond(),
                outcome.cpuMicros(),
                outcome.latencies().text(),
                outcome.missing(),
                remarks);
        report.add(outcome.latencies()
                .into(new Row()
                        .with("values", what)
                        .with("threads", threads)
                        .with("round", round)
                        .with("rival", rival.name())
                        .with("perSecond", outcome.perSecond())
                        .with("cpuMicros", outcome.cpuMicros())
                        .with("missing", outcome.missing())
                        .with("remarks", remarks)
                        .with("load", Report.load())));
    }

    private void summarise(
            String what, int threads, String name, List<ReadRound.Outcome> own, List<ReadRound.Outcome> others) {
        Ratios speed = Ratios.of(own, others, ReadRound.Outcome::perSecond);
        Ratios middle = Ratios.of(own, others, outcome -> outcome.latencies().micros(50));
        Ratios tail = Ratios.of(own, others, outcome -> outcome.latencies().micros(99));
        Ratios processor = Ratios.of(own, others, ReadRound.Outcome::cpuMicros);
        report.line(
                "== %s t=%d %-18s / %s, median [quartiles] of rounds: throughput %s p50 %s p99 %s cpu %s",
                what, threads, name, base, speed.text(), middle.text(), tail.text(), processor.text());
        report.add(new Row()
                .with("summary", what)
                .with("threads", threads)
                .with("rival", name)
                .with("throughputRatio", speed.median())
                .with("p50Ratio", middle.median())
                .with("p99Ratio", tail.median())
                .with("cpuRatio", processor.median()));
    }

    /** What one side of all rounds came to beside the other. */
    private record Ratios(List<Double> sorted) {
        static Ratios of(
                List<ReadRound.Outcome> own,
                List<ReadRound.Outcome> others,
                ToDoubleFunction<ReadRound.Outcome> measure) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                ratios.add(measure.applyAsDouble(own.get(i)) / measure.applyAsDouble(others.get(i)));
            }
            Collections.sort(ratios);
            return new Ratios(ratios);
        }

        double median() {
            return Report.median(sorted);
        }

        String text() {
            int quarter = sorted.size() / 4;
            return String.format(
                    "%.2f [%.2f..%.2f]", median(), sorted.get(quarter), sorted.get(sorted.size() - 1 - quarter));
        }
    }
}
