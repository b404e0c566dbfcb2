package dev.tarn.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a run as one page that needs nothing else: no script, no network. */
final class HtmlReport {
    private final Run run;
    private final List<Outcome> outcomes;
    private final StringBuilder page = new StringBuilder();

    HtmlReport(Run run, List<Outcome> outcomes) {
        this.run = run;
        this.outcomes = outcomes;
    }

    String page() {
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append(
                        "<meta name=\"viewport\" content=\"width=device-width\"><title>Tarn beside its peers</title><style>")
                .append(Html.STYLE)
                .append("</style></head><body><h1>Tarn beside its peers</h1>");
        text(
                "p",
                run.effort() + " run of " + run.begun() + ", commit " + run.commit() + ". " + run.machine() + "; JDK "
                        + run.jdk() + "; " + run.servers() + ".");
        text("p", MarkdownReport.HOW_TO_READ);
        standing();
        bars();
        outcomes.forEach(this::subject);
        return page.append("</body></html>\n").toString();
    }

    private void standing() {
        page.append("<h2>Where Tarn stands</h2><table><tr><th>subject</th><th>compared</th><th>first</th><th>last</th>")
                .append("<th>seconds</th><th>others used</th></tr>");
        for (Outcome outcome : outcomes) {
            page.append(String.format(
                    Locale.ROOT,
                    "<tr><td><a href=\"#%s\">%s</a></td><td class=\"number\">%d</td><td class=\"number good\">%d</td>"
                            + "<td class=\"number%s\">%d</td><td class=\"number\">%.0f</td><td class=\"number\">%s</td></tr>",
                    outcome.subject().name(),
                    Html.escape(outcome.subject().title()),
                    outcome.compared().size(),
                    outcome.firsts(),
                    outcome.lasts() > 0 ? " bad" : "",
                    outcome.lasts(),
                    outcome.ran().seconds(),
                    MarkdownReport.others(outcome.ran())));
        }
        page.append("</table>");
    }

    private void bars() {
        List<String> rows = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            for (Bar.Verdict verdict : outcome.bars()) {
                rows.add("<tr><td>" + Html.escape(outcome.subject().title()) + "</td><td>" + Html.escape(verdict.text())
                        + "</td><td class=\"" + (verdict.met() ? "good\">met" : "bad\">missed") + "</td></tr>");
            }
        }
        if (!rows.isEmpty()) {
            page.append("<h2>What must hold</h2><table>")
                    .append(String.join("", rows))
                    .append("</table>");
        }
    }

    private void subject(Outcome outcome) {
        page.append("<h2 id=\"")
                .append(outcome.subject().name())
                .append("\">")
                .append(Html.escape(outcome.subject().title()))
                .append("</h2>");
        text("p", MarkdownReport.howItRan(outcome.ran()));
        page.append("<div class=\"grid\">");
        plots(outcome)
                .forEach((caption, svg) -> page.append("<figure><figcaption>")
                        .append(Html.escape(caption))
                        .append("</figcaption>")
                        .append(svg)
                        .append("</figure>"));
        page.append("</div><details><summary>All figures</summary>");
        table(outcome);
        page.append("</details>");
    }

    private static Map<String, String> plots(Outcome outcome) {
        Map<String, List<Cell>> groups = new LinkedHashMap<>();
        for (Cell cell : outcome.cells()) {
            if (cell.measure().plotted()) {
                String title = cell.place().isEmpty() ? cell.title() : cell.group();
                groups.computeIfAbsent(caption(title, cell.measure()), caption -> new ArrayList<>())
                        .add(cell);
            }
        }
        Map<String, String> plots = new LinkedHashMap<>();
        groups.forEach((caption, cells) -> plots.put(
                caption,
                cells.get(0).place().isEmpty()
                        ? new Bars(outcome, cells.get(0)).svg()
                        : new Curves(outcome, cells).svg()));
        return plots;
    }

    private static String caption(String title, Measure measure) {
        return String.format(
                Locale.ROOT,
                "%s%s%s, %s (%s is better)",
                title,
                title.isEmpty() ? "" : ": ",
                measure.title(),
                measure.unit(),
                measure.moreIsBetter() ? "more" : "less");
    }

    private void table(Outcome outcome) {
        page.append(
                "<table><tr><th>what</th><th>measure</th><th>rival: median [least..greatest]</th><th>Tarn</th></tr>");
        for (Cell cell : outcome.cells()) {
            String rivals = cell.rivals().stream()
                    .map(rival -> Html.escape(rival + " " + cell.values(rival).text()))
                    .collect(Collectors.joining("<br>"));
            page.append("<tr><td>")
                    .append(Html.escape(cell.title()))
                    .append("</td><td>")
                    .append(Html.escape(
                            cell.measure().title() + ", " + cell.measure().unit()))
                    .append("</td><td class=\"number\">")
                    .append(rivals)
                    .append("</td><td>")
                    .append(Html.verdict(outcome.verdict(cell)))
                    .append("</td></tr>");
        }
        page.append("</table>");
    }

    private void text(String tag, String text) {
        page.append('<')
                .append(tag)
                .append('>')
                .append(Html.escape(text))
                .append("</")
                .append(tag)
                .append('>');
    }
}
