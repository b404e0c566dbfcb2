package dev.tarn.lab;

import dev.tarn.lab.Curve.Subject;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Prints what was found, as tables. */
final class TextReport {
    private final PrintWriter out;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    void print(Study study) {
        out.println();
        out.println(title(study.trace()));
        if (study.curves() != null) {
            print(study.curves());
        }
        if (study.composition() != null) {
            print(study.composition());
        }
        out.flush();
    }

    static String title(Trace trace) {
        String title = String.format(
                Locale.ROOT, "%s: %,d accesses to %,d keys", trace.name(), trace.length(), trace.unique());
        if (trace.sized()) {
            title += " of " + new Bound(trace.total(), true) + " together";
        }
        return trace.sample() == 1
                ? title
                : title
                        + String.format(
                                Locale.ROOT,
                                ", %.4g %% of the keys; sizes are those for all of them",
                                100 * trace.sample());
    }

    private void print(Curves curves) {
        boolean bytes = curves.sizes().get(0).bytes();
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "  %12s", bytes ? "size" : "entries"));
        curves.curves().forEach(curve -> head.append(String.format(Locale.ROOT, " %13s", curve.subject().label)));
        out.println(
                "Hits of 100 accesses, each tier alone; the last column is what a heap tier twice as large has more:");
        out.println(head.append("  doubled heap"));
        for (int i = 0; i < curves.sizes().size(); i++) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "  %12s", curves.sizes().get(i)));
            for (Curve curve : curves.curves()) {
                line.append(String.format(
                        Locale.ROOT, " %13s", number(curve.percents().get(i))));
            }
            double gain = curves.gainOfDoubling(i);
            line.append(String.format(
                    Locale.ROOT, " %13s", Double.isNaN(gain) ? "" : String.format(Locale.ROOT, "%+.2f", gain)));
            out.println(line + heldNote(curves, i, bytes));
        }
        out.println(means(curves));
    }

    /** Says so where the tier outside the heap did not hold about as many as the others. */
    private static String heldNote(Curves curves, int size, boolean bytes) {
        long asked = curves.sizes().get(size).amount();
        long held = curves.held().get(size);
        boolean differs = !bytes && Math.abs(held - asked) > asked / 100;
        return differs ? String.format(Locale.ROOT, "  (off-heap held %,d)", held) : "";
    }

    /** Over the sizes that all can have. */
    private static String means(Curves curves) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %12s", "mean"));
        for (Curve curve : curves.curves()) {
            double mean = IntStream.range(0, curves.sizes().size())
                    .filter(size -> curves.curves().stream()
                            .noneMatch(each -> Double.isNaN(each.percents().get(size))))
                    .mapToDouble(size -> curve.percents().get(size))
                    .average()
                    .orElse(Double.NaN);
            line.append(String.format(Locale.ROOT, " %13s", number(mean)));
        }
        return line.toString();
    }

    static String number(double percent) {
        return Double.isNaN(percent) ? "-" : String.format(Locale.ROOT, "%.2f", percent);
    }

    private void print(Composition composition) {
        out.println("Of 1,000 reads, the tiers together:");
        out.println(String.format(
                Locale.ROOT,
                "  %12s %12s %12s %10s %10s %10s %10s",
                "heap",
                "off-heap",
                "remote",
                "by heap",
                "by off-heap",
                "by remote",
                "by source"));
        for (Composition.Row row : composition.rows()) {
            Outcome outcome = row.outcome();
            Setup setup = row.setup();
            out.println(String.format(
                    Locale.ROOT,
                    "%s %12s %12s %12s %10.1f %10.1f %10.1f %10.1f",
                    row.factor() == 1 ? ">" : " ",
                    name(setup.heap()),
                    name(setup.offHeap()),
                    name(setup.remote()),
                    Composition.thousand(outcome, outcome.heap()),
                    Composition.thousand(outcome, outcome.offHeap()),
                    Composition.thousand(outcome, outcome.remote()),
                    Composition.thousand(outcome, outcome.source())));
        }
        composition.gains().forEach(out::println);
    }

    static String name(@Nullable Bound bound) {
        return bound == null ? "-" : bound.toString();
    }

    /** Says what the curves beside the tiers are. */
    static String explanation(Subject subject) {
        return switch (subject) {
            case HEAP -> "The heap tier as the product has it, in a cache of its own, filled by misses.";
            case OFF_HEAP ->
                "The off-heap tier as the product has it, alone. By entries: with the budget that holds so many"
                        + " of one size. By bytes: the budget is for everything, index and what is lost between entries included.";
            case LRU -> "What gives up what was used last longest ago; exact, for all sizes at once. Knows no lives.";
            case OPTIMUM ->
                "Knows the future: gives up, or does not take, what is needed last (Belady's MIN). No policy has more"
                        + " hits with so many entries.";
            case BOUND ->
                "No policy has more hits with so many bytes, and likely none as many: the accesses that take least"
                        + " bytes times accesses are hits, as long as those fit in on average (PFOO-L).";
        };
    }
}
