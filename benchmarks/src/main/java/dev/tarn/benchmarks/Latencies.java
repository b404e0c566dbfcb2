package dev.tarn.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Collects durations of up to a minute, to three digits. One thread adds; merge for more. */
final class Latencies {
    private final Histogram histogram = new Histogram(1, TimeUnit.MINUTES.toNanos(1), 3);

    void add(long nanos) {
        histogram.recordValue(Math.min(Math.max(1, nanos), histogram.getHighestTrackableValue()));
    }

    void addAll(Latencies others) {
        histogram.add(others.histogram);
    }

    long count() {
        return histogram.getTotalCount();
    }

    double micros(double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }

    double maximumMicros() {
        return histogram.getMaxValue() / 1e3;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "n=%d p50=%.1f p90=%.1f p99=%.1f p99.9=%.1f max=%.1f us",
                count(),
                micros(50),
                micros(90),
                micros(99),
                micros(99.9),
                maximumMicros());
    }

    /** Adds what the results keep to a row. */
    Row into(Row row) {
        return row.with("count", count())
                .with("p50us", micros(50))
                .with("p90us", micros(90))
                .with("p99us", micros(99))
                .with("p999us", micros(99.9))
                .with("maxus", maximumMicros());
    }
}
