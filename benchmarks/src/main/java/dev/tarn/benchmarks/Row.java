package dev.tarn.benchmarks;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One line of results: named texts and numbers, written as a JSON object. Not thread-safe. */
final class Row {
    private final Map<String, String> fields = new LinkedHashMap<>();

    Row with(String name, String text) {
        fields.put(name, '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        return this;
    }

    Row with(String name, long number) {
        fields.put(name, Long.toString(number));
        return this;
    }

    Row with(String name, double number) {
        fields.put(name, String.format(Locale.ROOT, "%.3f", number));
        return this;
    }

    String json() {
        return fields.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
