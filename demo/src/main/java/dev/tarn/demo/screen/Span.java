package dev.tarn.demo.screen;

import dev.tarn.demo.load.Counts;
import dev.tarn.demo.load.Sample;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Holds what happened in a span of time, on all nodes together.
 *
 * @param time how long it was
 * @param counts what was counted in it
 * @param cache the latencies of reads of the cache, in nanoseconds
 * @param database the latencies of reads of the database, in nanoseconds
 */
public record Span(Duration time, Counts counts, Histogram cache, Histogram database) {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 2;

    /** Returns a span in which nothing has happened yet. */
    public static Span empty() {
        return new Span(
                Duration.ZERO, Counts.NONE, new Histogram(LONGEST_NANOS, DIGITS), new Histogram(LONGEST_NANOS, DIGITS));
    }

    /**
     * Returns this span and what came after it.
     *
     * @param sample what came, with the counts since the beginning
     * @param begin the counts at this span's beginning
     * @param longer how much time has passed
     */
    public Span extended(Sample sample, Counts begin, Duration longer) {
        Histogram cacheSum = cache.copy();
        cacheSum.add(sample.cache());
        Histogram databaseSum = database.copy();
        databaseSum.add(sample.database());
        return new Span(time.plus(longer), sample.counts().minus(begin), cacheSum, databaseSum);
    }
}
