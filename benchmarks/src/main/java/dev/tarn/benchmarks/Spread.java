package dev.tarn.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What repeated measurements of one thing came to. */
record Spread(double median, double least, double greatest) {
    static Spread of(List<Double> numbers) {
        return new Spread(
                Report.median(numbers),
                numbers.stream().min(Double::compare).orElseThrow(),
                numbers.stream().max(Double::compare).orElseThrow());
    }

    static <T> Spread of(List<T> repeats, ToDoubleFunction<T> measure) {
        return of(repeats.stream().map(measure::applyAsDouble).toList());
    }

    /** Writes it as {@code median [least..greatest]}. */
    String text(String format) {
        return String.format(Locale.ROOT, format + " [" + format + ".." + format + "]", median, least, greatest);
    }

    /** Adds the three numbers to a row. */
    Row into(Row row, String name) {
        return row.with(name, median).with(name + "Least", least).with(name + "Greatest", greatest);
    }
}
