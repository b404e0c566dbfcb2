package dev.tarn.testing.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was seen in a run.
 *
 * @param plan what was run, in a line
 * @param seed the plan's seed
 * @param bound the bound that was judged by
 * @param lasted how long faults were injected
 * @param operations how many events of each kind were recorded, by all nodes
 * @param faults the faults, in the order of their ends
 * @param verdict what the checker found
 * @param failures the exceptions that callers saw, with their counts, by node
 * @param stories the first violations, each with the last events of its key
 * @param folder where history and logs are, or were if there was no violation
 */
public record ChaosReport(
        String plan,
        long seed,
        Duration bound,
        Duration lasted,
        Map<HistoryEvent.Kind, Long> operations,
        List<FaultSpan> faults,
        Verdict verdict,
        Map<String, String> failures,
        List<String> stories,
        Path folder) {
    /** Copies what it is given. */
    public ChaosReport {
        operations = Map.copyOf(operations);
        faults = List.copyOf(faults);
        failures = Map.copyOf(failures);
        stories = List.copyOf(stories);
    }

    /** Tells whether no promise was broken. */
    public boolean isClean() {
        return verdict.isClean();
    }

    /** Returns the report for people, in lines. */
    public String text() {
        StringBuilder out = new StringBuilder();
        line(out, "chaos run: %s", plan);
        line(out, "seed %d, bound %.0f ms, faults for %.1f s", seed, millis(bound), seconds());
        line(out, "operations");
        new TreeMap<>(operations)
                .forEach((kind, count) -> line(out, "  %-18s %,12d  (%,.0f/s)", kind, count, count / seconds()));
        line(out, "faults %51s %10s %16s", "count", "seconds", "worst staleness");
        new TreeMap<>(counts())
                .forEach((name, count) -> line(
                        out, "  %-50s %5d %10.1f %13.1f ms", name, count, forced(name) / 1e9, millis(worst(name))));
        line(out, "  %-50s %16s %13.1f ms", "(no fault)", "", millis(worst(FaultStaleness.NONE)));
        line(
                out,
                "worst staleness %.1f ms of %.0f ms allowed, in %,d reads",
                millis(verdict.worst()),
                millis(bound),
                verdict.reads());
        line(
                out,
                "reads by node %s, longest silence of a process %.1f ms",
                new TreeMap<>(verdict.readsByNode()),
                millis(verdict.longestSilence()));
        line(out, "violations");
        for (Violation.Kind kind : Violation.Kind.values()) {
            line(out, "  %-50s %5d", kind.text(), verdict.count(kind));
        }
        line(out, "  %-50s %5d", "acknowledged invalidations lost", verdict.lostInvalidations());
        if (!verdict.conceded().isEmpty()) {
            line(out, "conceded");
            new TreeMap<>(verdict.conceded())
                    .forEach((name, count) -> line(out, "  %,9d  %s%s", count, name, worstConceded(name)));
        }
        new TreeMap<>(failures).forEach((node, said) -> line(out, "exceptions at %s: %s", node, said));
        stories.forEach(story -> line(out, "  %s", story));
        line(out, "%s", isClean() ? "CLEAN" : "VIOLATED; seed " + seed + "; history in " + folder);
        return out.toString();
    }

    /** Returns the figures as one line of JSON. */
    public String json() {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("seed", seed);
        fields.put("clean", isClean());
        fields.put("boundMs", millis(bound));
        fields.put("seconds", seconds());
        fields.put("worstMs", millis(verdict.worst()));
        fields.put("reads", verdict.reads());
        fields.put("longestSilenceMs", millis(verdict.longestSilence()));
        fields.put("lostInvalidations", verdict.lostInvalidations());
        operations.forEach((kind, count) -> fields.put("operations." + kind, count));
        counts().forEach((name, count) -> fields.put("faults." + name, count));
        for (Violation.Kind kind : Violation.Kind.values()) {
            fields.put("violations." + kind, verdict.count(kind));
        }
        verdict.conceded().forEach((name, count) -> fields.put("conceded." + name, count));
        StringBuilder out = new StringBuilder("{");
        fields.forEach((name, value) -> out.append(out.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return out.append('}').toString();
    }

    private String worstConceded(String name) {
        Duration worst = verdict.worstConceded().get(name);
        return worst == null ? "" : String.format(Locale.ROOT, ", stale for up to %.1f ms", millis(worst));
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        faults.forEach(span -> counts.merge(span.name(), 1L, Long::sum));
        return counts;
    }

    private long forced(String name) {
        return faults.stream()
                .filter(span -> span.name().equals(name))
                .mapToLong(span -> span.until() - span.from())
                .sum();
    }

    private Duration worst(String fault) {
        return verdict.worstByFault().getOrDefault(fault, Duration.ZERO);
    }

    private double seconds() {
        return lasted.toNanos() / 1e9;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
