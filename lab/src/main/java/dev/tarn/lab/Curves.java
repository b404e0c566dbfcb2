package dev.tarn.lab;

import dev.tarn.lab.Curve.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Hit rates of single tiers by size, for a whole trace.
 *
 * @param sizes the sizes, as they would be in production
 * @param held how many entries the tier outside the heap held in the end, for each size; in production, too
 * @param curves one for each subject
 */
record Curves(List<Bound> sizes, List<Long> held, List<Curve> curves) {
    private static final int DOUBLINGS = 7;
    private static final int LEAST_ENTRIES = 50;
    static final long LEAST_OFF_HEAP = 1L << 20;

    Curves {
        sizes = List.copyOf(sizes);
        held = List.copyOf(held);
        curves = List.copyOf(curves);
    }

    /** Returns sizes up to one that holds everything, each twice the one before. */
    static List<Bound> doublings(Trace trace) {
        double all = (trace.sized() ? trace.total() : trace.unique()) / trace.sample();
        List<Bound> sizes = new ArrayList<>();
        for (int i = DOUBLINGS; i >= 0; i--) {
            Bound size = new Bound(Math.max(1, (long) Math.ceil(all / (1 << i))), trace.sized());
            if (size.in(trace) >= LEAST_ENTRIES || i == 0) {
                sizes.add(size);
            }
        }
        return sizes;
    }

    /** Returns how often a trace is gone through for so many sizes. */
    static int rounds(int sizes) {
        return 2 * sizes;
    }

    /**
     * Measures.
     *
     * @param sizes all in entries or, for a trace with sizes, all in bytes
     * @param life how long entries live; null for ever. Without effect on LRU, optimum and bound
     */
    static Curves of(Trace trace, List<Bound> sizes, @Nullable Duration life, Crew crew, Progress progress)
            throws InterruptedException {
        boolean bytes = sizes.get(0).bytes();
        List<Callable<Double>> heaps = new ArrayList<>();
        List<Callable<Outcome>> offHeaps = new ArrayList<>();
        for (Bound size : sizes) {
            heaps.add(() -> Replay.run(trace, Setup.ofHeap(size).withLife(life), progress)
                    .local());
            offHeaps.add(() -> offHeap(trace, size, life, progress));
        }
        Map<Subject, List<Double>> percents = new EnumMap<>(Subject.class);
        percents.put(Subject.HEAP, crew.all(heaps));
        List<Outcome> outcomes = crew.all(offHeaps);
        percents.put(
                Subject.OFF_HEAP, outcomes.stream().map(Curves::localOrNone).toList());
        StackDistances lru = StackDistances.of(trace, bytes);
        percents.put(
                Subject.LRU,
                sizes.stream().map(size -> lru.percent(size.in(trace))).toList());
        if (bytes) {
            FootprintBound bound = FootprintBound.of(trace);
            percents.put(
                    Subject.BOUND,
                    sizes.stream().map(size -> bound.percent(size.in(trace))).toList());
        } else {
            List<Callable<Double>> optima = new ArrayList<>();
            sizes.forEach(size -> optima.add(() -> Clairvoyant.percent(trace, size.in(trace))));
            percents.put(Subject.OPTIMUM, crew.all(optima));
        }
        List<Curve> curves = new ArrayList<>();
        percents.forEach((subject, values) -> curves.add(new Curve(subject, values)));
        return new Curves(
                sizes,
                outcomes.stream()
                        .map(outcome -> Math.round(outcome.held() / trace.sample()))
                        .toList(),
                curves);
    }

    private static double localOrNone(Outcome outcome) {
        return outcome.reads() == 0 ? Double.NaN : outcome.local();
    }

    /** Returns an outcome without reads where the tier cannot be so small. */
    private static Outcome offHeap(Trace trace, Bound size, @Nullable Duration life, Progress progress) {
        if (!size.bytes()) {
            EntryBudget budget = EntryBudget.of(trace, (int) size.in(trace));
            // the sample was taken into account when the entries were counted
            Trace whole = new Trace(
                    trace.name(), trace.keys(), budget.trace().sizes(), true, trace.millis(), 1, trace.expected());
            return Replay.run(
                    whole, Setup.ofOffHeap(new Bound(budget.bytes(), true)).withLife(life), progress);
        }
        if (size.in(trace) < LEAST_OFF_HEAP) {
            progress.accept(trace.length());
            return new Outcome(0, 0, 0, 0, 0);
        }
        return Replay.run(trace, Setup.ofOffHeap(size).withLife(life), progress);
    }

    /** Returns the percents of a subject; empty where there is no such curve. */
    List<Double> of(Subject subject) {
        return curves.stream()
                .filter(curve -> curve.subject() == subject)
                .findFirst()
                .map(Curve::percents)
                .orElse(List.of());
    }

    /** Returns by how many points the heap tier of a size would answer more if it were twice as large; NaN where that size is not among these. */
    double gainOfDoubling(int size) {
        Bound twice = sizes.get(size).times(2);
        return IntStream.range(size + 1, sizes.size())
                .filter(other -> Math.abs(sizes.get(other).amount() - twice.amount()) <= 2)
                .mapToDouble(
                        other -> of(Subject.HEAP).get(other) - of(Subject.HEAP).get(size))
                .findFirst()
                .orElse(Double.NaN);
    }
}
