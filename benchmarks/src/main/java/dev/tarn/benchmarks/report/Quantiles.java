package dev.tarn.benchmarks.report;

import java.util.List;

/** What repeats of one measurement came to: the middle, the quartiles and the ends. */
record Quantiles(int count, double least, double low, double median, double high, double greatest) {
    static Quantiles of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Quantiles(
                sorted.size(), at(sorted, 0), at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75), at(sorted, 1));
    }

    private static double at(List<Double> sorted, double share) {
        double place = share * (sorted.size() - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (place - below);
    }

    /** Writes it as {@code median [least..greatest]}. */
    String text() {
        return count == 1
                ? Numbers.text(median)
                : Numbers.text(median) + " [" + Numbers.text(least) + ".." + Numbers.text(greatest) + "]";
    }
}
