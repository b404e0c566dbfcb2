package dev.tarn.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a run as Markdown. */
final class MarkdownReport {
    static final String HOW_TO_READ =
            "Rivals take turns in short rounds, so what else the machine does meets them alike: read the ratios, not"
                    + " the absolute figures. Figures are medians of the rounds, with the least and the greatest; ratios are of rounds that"
                    + " stand side by side. Where a round's processor time is given, it is that of the measuring process, all threads.";

    private final Run run;
    private final List<Outcome> outcomes;
    private final StringBuilder text = new StringBuilder();

    MarkdownReport(Run run, List<Outcome> outcomes) {
        this.run = run;
        this.outcomes = outcomes;
    }

    String text() {
        line("# Tarn beside its peers");
        line("");
        line(run.effort() + " run of " + run.begun() + ", commit " + run.commit() + ". " + run.machine() + "; JDK "
                + run.jdk() + "; " + run.servers() + ".");
        line("");
        line(HOW_TO_READ);
        standing();
        bars();
        outcomes.forEach(this::subject);
        return text.toString();
    }

    static String howItRan(Ran ran) {
        return String.format(
                Locale.ROOT,
                "`%s`: %.0f s%s%s.",
                ran.command(),
                ran.seconds(),
                ran.others() < 0 ? "" : "; others used " + others(ran) + " of the machine",
                ran.exit() == 0 ? "" : "; it ended with " + ran.exit() + ", so figures may be missing");
    }

    private void standing() {
        line("");
        line("## Where Tarn stands");
        line("");
        line("| subject | compared | first | last | seconds | others used |");
        line("|---|---:|---:|---:|---:|---:|");
        for (Outcome outcome : outcomes) {
            line(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %.0f | %s |",
                    outcome.subject().title(),
                    outcome.compared().size(),
                    outcome.firsts(),
                    outcome.lasts(),
                    outcome.ran().seconds(),
                    others(outcome.ran())));
        }
    }

    /** Returns the share of the machine that others used; nothing if it is not known. */
    static String others(Ran ran) {
        return ran.others() < 0 ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * ran.others());
    }

    private void bars() {
        line("");
        line("## What must hold");
        line("");
        line("| subject | seen | |");
        line("|---|---|---|");
        for (Outcome outcome : outcomes) {
            for (Bar.Verdict verdict : outcome.bars()) {
                line("| " + outcome.subject().title() + " | " + verdict.text() + " | "
                        + (verdict.met() ? "met" : "**missed**") + " |");
            }
        }
    }

    private void subject(Outcome outcome) {
        line("");
        line("## " + outcome.subject().title());
        line("");
        line(howItRan(outcome.ran()));
        line("");
        line("| what | measure | rivals, the best first: median [least..greatest] | Tarn |");
        line("|---|---|---|---|");
        for (Cell cell : outcome.cells()) {
            String rivals = cell.rivals().stream()
                    .map(rival -> rival + " " + cell.values(rival).text())
                    .collect(Collectors.joining("; "));
            line("| " + cell.title() + " | " + cell.measure().title() + ", "
                    + cell.measure().unit() + " | " + rivals + " | " + outcome.verdict(cell) + " |");
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
