package dev.tarn.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One measure of one thing, as all rivals did. Not thread-safe. */
final class Cell {
    private final Sample first;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    private Cell(Sample first) {
        this.first = first;
    }

    /** Sorts samples into cells, in the order in which they came. */
    static List<Cell> of(List<Sample> samples) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (Sample sample : samples) {
            cells.computeIfAbsent(sample.title() + ": " + sample.measure().title(), title -> new Cell(sample))
                    .values
                    .computeIfAbsent(sample.rival(), rival -> new ArrayList<>())
                    .add(sample.value());
        }
        return List.copyOf(cells.values());
    }

    String title() {
        return first.title();
    }

    String group() {
        return first.group();
    }

    String place() {
        return first.place();
    }

    Measure measure() {
        return first.measure();
    }

    boolean has(String rival) {
        return values.containsKey(rival);
    }

    /** Returns the rivals, the best first. */
    List<String> rivals() {
        return values.keySet().stream()
                .sorted((one, other) -> {
                    int order = Double.compare(median(one), median(other));
                    return measure().moreIsBetter() ? -order : order;
                })
                .toList();
    }

    Quantiles values(String rival) {
        return Quantiles.of(values.getOrDefault(rival, List.of()));
    }

    double median(String rival) {
        return values(rival).median();
    }

    /** Returns the ratios of two rivals, round by round; of their medians if they were not measured equally often. */
    Quantiles ratio(String rival, String base) {
        List<Double> own = values.getOrDefault(rival, List.of());
        List<Double> others = values.getOrDefault(base, List.of());
        if (own.size() != others.size()) {
            return Quantiles.of(List.of(median(rival) / median(base)));
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            ratios.add(own.get(i) / others.get(i));
        }
        return Quantiles.of(ratios);
    }
}
