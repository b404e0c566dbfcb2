package dev.tarn.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Draws a cell: a bar for each rival, the best first, with the quartiles as a line. */
final class Bars {
    private static final int WIDTH = 560;
    private static final int LABELS = 190;
    private static final int NUMBERS = 90;
    private static final int ROW = 20;

    private final Outcome outcome;
    private final Cell cell;

    Bars(Outcome outcome, Cell cell) {
        this.outcome = outcome;
        this.cell = cell;
    }

    String svg() {
        List<String> rivals = cell.rivals();
        double greatest = rivals.stream()
                .mapToDouble(rival -> cell.values(rival).high())
                .max()
                .orElse(1);
        double scale = greatest <= 0 ? 0 : (WIDTH - LABELS - NUMBERS) / greatest;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\"><title>%s</title>",
                WIDTH,
                rivals.size() * ROW + 4,
                WIDTH,
                rivals.size() * ROW + 4,
                Html.escape(cell.title() + ": " + cell.measure().title())));
        for (int i = 0; i < rivals.size(); i++) {
            svg.append(bar(rivals.get(i), i * ROW, scale));
        }
        return svg.append("</svg>").toString();
    }

    private String bar(String rival, int top, double scale) {
        Quantiles values = cell.values(rival);
        String kind = outcome.subject().isOwn(rival) ? "own" : outcome.subject().isLimit(rival) ? "limit" : "peer";
        double length = Math.max(1, values.median() * scale);
        return String.format(
                Locale.ROOT,
                "<text class=\"name %s\" x=\"%d\" y=\"%d\">%s</text>"
                        + "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"13\" rx=\"2\"/>"
                        + "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                        + "<text x=\"%.1f\" y=\"%d\">%s</text>",
                kind,
                LABELS - 8,
                top + 14,
                Html.escape(rival),
                kind,
                LABELS,
                top + 4,
                length,
                LABELS + values.low() * scale,
                LABELS + values.high() * scale,
                top + 10.5,
                top + 10.5,
                LABELS + Math.max(length, values.high() * scale) + 6,
                top + 14,
                Numbers.text(values.median()));
    }
}
