package dev.tarn.testing.chaos;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts exceptions by what they say. Thread-safe. */
final class Failures {
    private static final int MOST = 50;
    private static final int LONGEST = 200;

    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    void add(String operation, Throwable failure) {
        String text = operation + ": " + failure;
        String line = text.substring(0, Math.min(LONGEST, text.length())).replaceAll("\\s+", " ");
        if (counts.size() < MOST || counts.containsKey(line)) {
            counts.merge(line, 1L, Long::sum);
        }
    }

    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
