package dev.tarn.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what the console, the meters in Prometheus's format and the load generator have counted since the load began. Asked over HTTP before
 * it begins and after it has ended.
 */
final class Agreement {
    /** In percent. */
    static final double BAR = 0.5;

    private static final Pattern CONSOLE = Pattern.compile("\"requests\":(\\d+),\"hits\":(\\d+),\"loads\":(\\d+)");
    private static final Pattern METER =
            Pattern.compile("(?m)^(tarn_tier_requests_total|tarn_load_keys_total)\\{([^}]*)} (\\S+)$");

    private final URI service;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Totals consoleBefore;
    private final Totals meteredBefore;

    /**
     * What was counted.
     *
     * @param reads of keys
     * @param hits those that a tier answered
     * @param loads keys that the loader was asked for
     */
    record Totals(long reads, long hits, long loads) {
        Totals minus(Totals earlier) {
            return new Totals(reads - earlier.reads, hits - earlier.hits, loads - earlier.loads);
        }
    }

    /**
     * Begins: takes the counts as they are.
     *
     * @param service the address of the demo
     */
    Agreement(URI service) {
        this.service = service;
        this.consoleBefore = console();
        this.meteredBefore = metered();
    }

    /**
     * Returns what has been counted since the begin, as lines.
     *
     * @param made how many reads the load generator has made
     * @throws DemoFailure if they differ by more than the bar
     */
    List<String> compare(long made) {
        Totals console = console().minus(consoleBefore);
        Totals metered = metered().minus(meteredBefore);
        List<String> lines = new ArrayList<>(List.of("counted since the load began, with the difference to the first"));
        double worst = Math.max(difference(made, console.reads()), difference(made, metered.reads()));
        lines.add(String.format(
                Locale.ROOT,
                "  reads  load generator %,d | console %s | Prometheus %s",
                made,
                told(made, console.reads()),
                told(made, metered.reads())));
        worst = Math.max(worst, line(lines, "hits", console, metered, Totals::hits));
        worst = Math.max(worst, line(lines, "loads", console, metered, Totals::loads));
        if (worst > BAR) {
            throw new DemoFailure(String.join("; ", lines));
        }
        return lines;
    }

    private static double line(
            List<String> lines, String name, Totals console, Totals metered, ToLongFunction<Totals> count) {
        long first = count.applyAsLong(console);
        long second = count.applyAsLong(metered);
        lines.add(String.format(Locale.ROOT, "  %-6s console %,d | Prometheus %s", name, first, told(first, second)));
        return difference(first, second);
    }

    private static String told(long first, long other) {
        return String.format(Locale.ROOT, "%,d (%.3f %%)", other, difference(first, other));
    }

    /** Returns how far a count is from another one, in percent. */
    private static double difference(long first, long other) {
        return first == other ? 0 : 100.0 * Math.abs(first - other) / Math.max(1, first);
    }

    private Totals console() {
        return consoleTotals(get("tarn/state"));
    }

    static Totals consoleTotals(String state) {
        Matcher matcher = CONSOLE.matcher(state);
        if (!matcher.find()) {
            throw new DemoFailure("the console tells of no cache");
        }
        return new Totals(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    private Totals metered() {
        return meteredTotals(get("metrics"));
    }

    /** Adds up what the meters of the nearest tier and of all tiers say. */
    static Totals meteredTotals(String metrics) {
        long reads = 0;
        long hits = 0;
        long loads = 0;
        Matcher line = METER.matcher(metrics);
        while (line.find()) {
            String labels = line.group(2);
            long count = Math.round(Double.parseDouble(line.group(3)));
            if (line.group(1).startsWith("tarn_load")) {
                loads += count;
                continue;
            }
            reads += labels.contains("tier=\"heap\"") ? count : 0;
            hits += labels.contains("outcome=\"miss\"") ? 0 : count;
        }
        return new Totals(reads, hits, loads);
    }

    private String get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(service.resolve(path)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new DemoFailure(service + path + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }
}
