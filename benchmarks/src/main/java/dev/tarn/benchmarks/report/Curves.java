package dev.tarn.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws how a measure goes along an axis: a line for each rival. The places are set apart evenly, whatever their values. */
final class Curves {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 220;
    private static final int LEFT = 60;
    private static final int RIGHT = 150;
    private static final int TOP = 14;
    private static final int BOTTOM = 28;
    private static final int MARKS = 4;

    private final Outcome outcome;
    private final List<Cell> cells;
    private final double greatest;

    /**
     * Prepares a drawing.
     *
     * @param cells of one group and measure, one for each place, in order
     */
    Curves(Outcome outcome, List<Cell> cells) {
        this.outcome = outcome;
        this.cells = cells;
        this.greatest = cells.stream()
                .flatMapToDouble(cell -> cell.rivals().stream().mapToDouble(cell::median))
                .max()
                .orElse(1);
    }

    String svg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        for (int mark = 0; mark <= MARKS; mark++) {
            svg.append(mark(greatest * mark / MARKS));
        }
        for (int i = 0; i < cells.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"place\" x=\"%.1f\" y=\"%d\">%s</text>",
                    x(i),
                    HEIGHT - 10,
                    Html.escape(cells.get(i).place())));
        }
        Set<String> rivals = new LinkedHashSet<>();
        cells.forEach(cell -> rivals.addAll(cell.rivals()));
        int color = 0;
        for (String rival : rivals) {
            svg.append(line(rival, color++));
        }
        return svg.append("</svg>").toString();
    }

    private String mark(double value) {
        return String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                        + "<text class=\"name\" x=\"%d\" y=\"%.1f\">%s</text>",
                LEFT,
                WIDTH - RIGHT,
                y(value),
                y(value),
                LEFT - 6,
                y(value) + 4,
                Numbers.text(value));
    }

    private String line(String rival, int color) {
        List<String> points = new ArrayList<>();
        double last = 0;
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).has(rival)) {
                last = y(cells.get(i).median(rival));
                points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(i), last));
            }
        }
        String kind = (outcome.subject().isOwn(rival) ? "own" : "peer") + " color" + color % 6;
        String dots = points.stream()
                .map(point -> {
                    String[] at = point.split(",", -1);
                    return "<circle class=\"" + kind + "\" cx=\"" + at[0] + "\" cy=\"" + at[1] + "\" r=\"3\"/>";
                })
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "<polyline class=\"curve %s\" points=\"%s\"/>%s<text class=\"%s\" x=\"%d\" y=\"%.1f\">%s</text>",
                kind,
                String.join(" ", points),
                dots,
                kind,
                WIDTH - RIGHT + 8,
                last + 4,
                Html.escape(rival));
    }

    private double x(int place) {
        double width = WIDTH - LEFT - RIGHT;
        return LEFT + (cells.size() == 1 ? width / 2 : width * place / (cells.size() - 1));
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (greatest == 0 ? 0 : (HEIGHT - TOP - BOTTOM) * value / greatest);
    }
}
