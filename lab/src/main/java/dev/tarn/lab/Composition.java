package dev.tarn.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What the tiers of a configuration answer, and what they would if one of them were larger or smaller.
 *
 * @param rows the configuration itself is one of them
 * @param gains what doubling each tier would buy, in sentences
 */
record Composition(List<Row> rows, List<String> gains) {
    private static final double[] FACTORS = {0.25, 0.5, 1, 2, 4};

    Composition {
        rows = List.copyOf(rows);
        gains = List.copyOf(gains);
    }

    /**
     * What came of a configuration.
     *
     * @param factor how many times as large as asked for the varied tier is
     */
    record Row(double factor, Setup setup, Outcome outcome) {}

    /** Returns how often a trace is gone through. */
    static int rounds(Setup setup) {
        return setups(setup).size();
    }

    /** Measures. */
    static Composition of(Trace trace, Setup setup, Crew crew, Progress progress) throws InterruptedException {
        Map<Setup, Double> setups = setups(setup);
        List<Callable<Outcome>> runs = new ArrayList<>();
        setups.keySet().forEach(each -> runs.add(() -> Replay.run(trace, each, progress)));
        List<Outcome> results = crew.all(runs);
        Map<Setup, Outcome> outcomes = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        int i = 0;
        for (Map.Entry<Setup, Double> each : setups.entrySet()) {
            outcomes.put(each.getKey(), results.get(i));
            if (each.getValue() > 0) {
                rows.add(new Row(each.getValue(), each.getKey(), results.get(i)));
            }
            i++;
        }
        return new Composition(rows, gains(setup, outcomes));
    }

    /** Returns the configurations to try, with the factor of the nearest tier; 0 where another tier is the varied one. */
    private static Map<Setup, Double> setups(Setup setup) {
        Map<Setup, Double> setups = new LinkedHashMap<>();
        Bound heap = setup.heap();
        Bound offHeap = setup.offHeap();
        for (double factor : FACTORS) {
            if (heap != null) {
                setups.put(setup.withHeap(heap.times(factor)), factor);
            } else if (offHeap != null && offHeap.times(factor).amount() >= Curves.LEAST_OFF_HEAP) {
                setups.put(setup.withOffHeap(offHeap.times(factor)), factor);
            }
        }
        if (heap != null && offHeap != null) {
            setups.putIfAbsent(setup.withOffHeap(offHeap.times(2)), 0.0);
        }
        return setups;
    }

    private static List<String> gains(Setup setup, Map<Setup, Outcome> outcomes) {
        List<String> gains = new ArrayList<>();
        Bound heap = setup.heap();
        Bound offHeap = setup.offHeap();
        if (heap != null) {
            gain(gains, "heap tier", heap, setup, outcomes, outcomes.get(setup.withHeap(heap.times(2))));
        }
        if (offHeap != null) {
            gain(gains, "off-heap tier", offHeap, setup, outcomes, outcomes.get(setup.withOffHeap(offHeap.times(2))));
        }
        return gains;
    }

    private static void gain(
            List<String> gains,
            String tier,
            Bound bound,
            Setup setup,
            Map<Setup, Outcome> outcomes,
            @Nullable Outcome after) {
        Outcome before = outcomes.get(setup);
        if (before == null || after == null) {
            return;
        }
        gains.add(String.format(
                Locale.ROOT,
                "Doubling the %s from %s to %s%s: of 1,000 reads it answers %.1f instead of %.1f, all local tiers %.1f instead"
                        + " of %.1f; the source is asked %.1f times instead of %.1f.",
                tier,
                bound,
                bound.times(2),
                bound.bytes() ? "" : " entries",
                thousand(after, tier.startsWith("heap") ? after.heap() : after.offHeap()),
                thousand(before, tier.startsWith("heap") ? before.heap() : before.offHeap()),
                thousand(after, after.heap() + after.offHeap()),
                thousand(before, before.heap() + before.offHeap()),
                thousand(after, after.source()),
                thousand(before, before.source())));
    }

    static double thousand(Outcome outcome, long reads) {
        return 10 * outcome.percent(reads);
    }
}
