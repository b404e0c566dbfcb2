package dev.tarn.demo.screen;

import dev.tarn.demo.load.Counts;
import dev.tarn.demo.load.TierCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Lays frames out as text. */
public final class Report {
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private Report() {}

    /**
     * Lays out a table with a column for the last moment and one since the beginning.
     *
     * @param frame what is shown
     * @return its lines
     */
    public static List<String> table(Frame frame) {
        List<String> lines = new ArrayList<>();
        lines.add(row(clock(frame), "now", "since start"));
        rows(frame, (label, value) -> lines.add(row(label, value.apply(frame.last()), value.apply(frame.total()))));
        updates(frame, lines);
        return lines;
    }

    /**
     * Lays out everything since the beginning.
     *
     * @param frame what is shown
     * @return its lines
     */
    public static List<String> summary(Frame frame) {
        List<String> lines = new ArrayList<>();
        lines.add("summary of " + Figures.time(frame.total().time()));
        rows(frame, (label, value) -> lines.add(row(label, value.apply(frame.total()), "")));
        updates(frame, lines);
        return lines;
    }

    /**
     * Lays out the last moment in one line.
     *
     * @param frame what is shown
     */
    public static String line(Frame frame) {
        Span last = frame.last();
        Counts counts = last.counts();
        StringBuilder tiers = new StringBuilder();
        for (TierCounts tier : counts.tiers()) {
            tiers.append(tiers.isEmpty() ? " (" : ", ")
                    .append(tier.tier())
                    .append(' ')
                    .append(Figures.percent(tier.hitRate()));
        }
        return Figures.time(frame.total().time()) + " reads/s " + Figures.rate(counts.requests(), last.time())
                + " | hit rate " + Figures.percent(counts.hitRate()) + (tiers.isEmpty() ? "" : tiers + ")")
                + " | cache " + latencies(last.cache()) + " | database " + latencies(last.database())
                + " | loads " + Figures.count(counts.loads()) + ", saved " + Figures.count(counts.loadsSaved())
                + troubles(counts)
                + (frame.updates() == null ? "" : " | updates " + latencies(frame.updates()));
    }

    private static String clock(Frame frame) {
        String now = Figures.time(frame.total().time());
        return frame.end() == null ? now : now + " of " + Figures.time(frame.end());
    }

    private static void rows(Frame frame, Rows rows) {
        rows.add("reads per second", span -> Figures.rate(span.counts().requests(), span.time()));
        rows.add("hit rate", span -> Figures.percent(span.counts().hitRate()));
        List<TierCounts> tiers = frame.total().counts().tiers();
        for (int i = 0; i < tiers.size(); i++) {
            int tier = i;
            rows.add("  " + tiers.get(tier).tier() + " tier", span -> tierRate(span, tier));
        }
        latencyRows(rows, "cache read", Span::cache);
        latencyRows(rows, "database read", Span::database);
        rows.add("writes", span -> Figures.count(span.counts().writes()));
        rows.add("loads", span -> Figures.count(span.counts().loads()));
        rows.add("loads saved", span -> saved(span.counts()));
        Counts counts = frame.total().counts();
        if (counts.unreadable() > 0) {
            rows.add("unreadable entries", span -> Figures.count(span.counts().unreadable()));
        }
        if (counts.tierFailures() > 0) {
            rows.add("tier failures", span -> Figures.count(span.counts().tierFailures()));
        }
        if (counts.pending() > 0) {
            rows.add("invalidations queued", span -> Figures.count(span.counts().pending()));
        }
        if (counts.failures() > 0) {
            rows.add("failed calls", span -> Figures.count(span.counts().failures()));
        }
    }

    private static void latencyRows(Rows rows, String label, Function<Span, Histogram> of) {
        rows.add(label + " p50", span -> latency(of.apply(span), P50));
        rows.add(label + " p99", span -> latency(of.apply(span), P99));
        rows.add(label + " p99.9", span -> latency(of.apply(span), P999));
    }

    private static void updates(Frame frame, List<String> lines) {
        Histogram updates = frame.updates();
        if (updates != null) {
            lines.add("updates seen by the other nodes: " + Figures.count(updates.getTotalCount()) + ", "
                    + latencies(updates) + ", max " + latency(updates, 100));
        }
    }

    private static String troubles(Counts counts) {
        StringBuilder told = new StringBuilder();
        tell(told, "unreadable", counts.unreadable());
        tell(told, "tier failures", counts.tierFailures());
        tell(told, "queued", counts.pending());
        tell(told, "failed calls", counts.failures());
        return told.toString();
    }

    private static void tell(StringBuilder told, String what, long count) {
        if (count > 0) {
            told.append(" | ").append(what).append(' ').append(Figures.count(count));
        }
    }

    private static String saved(Counts counts) {
        if (counts.requests() == 0) {
            return Figures.count(0);
        }
        String share = String.format(Locale.ROOT, "%.1f %%", 100.0 * counts.loadsSaved() / counts.requests());
        return Figures.count(counts.loadsSaved()) + " (" + share + ")";
    }

    private static String tierRate(Span span, int tier) {
        List<TierCounts> tiers = span.counts().tiers();
        return Figures.percent(tier < tiers.size() ? tiers.get(tier).hitRate() : Double.NaN);
    }

    /**
     * Lays out three percentiles.
     *
     * @param latencies in nanoseconds
     */
    public static String latencies(Histogram latencies) {
        return "p50 " + latency(latencies, P50) + " p99 " + latency(latencies, P99) + " p99.9 "
                + latency(latencies, P999);
    }

    private static String latency(Histogram latencies, double percentile) {
        return Figures.nanos(latencies.getTotalCount() == 0 ? -1 : latencies.getValueAtPercentile(percentile));
    }

    private static String row(String label, String value, String total) {
        String line = String.format(Locale.ROOT, "  %-24s%16s%24s", label, value, total);
        return line.stripTrailing();
    }

    /** Takes the rows of a table one by one. */
    @FunctionalInterface
    private interface Rows {
        void add(String label, Function<Span, String> value);
    }
}
