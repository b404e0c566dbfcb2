package dev.tarn.testing.fault;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Decides which fault meets which call, from a script and a seed. Thread-safe. */
final class FaultScript {
    private final Random random;
    private final Map<Operation, Queue<Step>> scripted = new EnumMap<>(Operation.class);
    private final Map<Operation, Fault> standing = new EnumMap<>(Operation.class);
    private final Map<Operation, Long> calls = new EnumMap<>(Operation.class);
    private List<Fault> dice = List.of();
    private double probability;
    private long injected;

    FaultScript(long seed) {
        random = new Random(seed);
    }

    synchronized void nth(Operation operation, int after, Fault fault) {
        scripted.computeIfAbsent(operation, o -> new ArrayDeque<>()).add(new Step(calls(operation) + after, fault));
    }

    synchronized void always(Operation operation, Fault fault) {
        standing.put(operation, fault);
    }

    synchronized void randomly(double chance, List<Fault> faults) {
        probability = chance;
        dice = List.copyOf(faults);
    }

    synchronized void heal() {
        scripted.clear();
        standing.clear();
        dice = List.of();
    }

    synchronized long calls(Operation operation) {
        return calls.getOrDefault(operation, 0L);
    }

    synchronized long injected() {
        return injected;
    }

    /** Counts a call and returns its fault, or null. */
    synchronized @Nullable Fault next(Operation operation) {
        long number = calls.merge(operation, 1L, Long::sum);
        Fault fault = choose(operation, number);
        if (fault != null) {
            injected++;
        }
        return fault;
    }

    private @Nullable Fault choose(Operation operation, long number) {
        Fault fromScript = null;
        Queue<Step> steps = scripted.getOrDefault(operation, new ArrayDeque<>());
        for (Step step : List.copyOf(steps)) {
            if (step.number() == number) {
                fromScript = step.fault();
                steps.remove(step);
            }
        }
        if (fromScript != null) {
            return fromScript;
        }
        Fault always = standing.get(operation);
        return always != null ? always : roll(operation);
    }

    private @Nullable Fault roll(Operation operation) {
        List<Fault> fitting = dice.stream()
                .filter(fault -> operation.reads() || !fault.isDamage())
                .toList();
        if (fitting.isEmpty() || random.nextDouble() >= probability) {
            return null;
        }
        return fitting.get(random.nextInt(fitting.size()));
    }

    /** Returns a random number below a bound. */
    synchronized int below(int bound) {
        return random.nextInt(bound);
    }

    private record Step(long number, Fault fault) {}
}
