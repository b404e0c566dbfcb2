package dev.tarn.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How the rows of a measurement are to be read. Rows that lack a field asked for, such as heads and summaries, are passed over.
 *
 * @param fields what together says what was measured
 * @param rival the field that says who; empty if each rival has a column of its own
 * @param measures the numbers; with columns, what the columns hold
 * @param columns the rivals' columns
 * @param axis the field along which curves are drawn; empty if none
 */
record Shape(List<String> fields, String rival, List<Measure> measures, List<String> columns, String axis) {
    private static final Set<String> PLAIN =
            Set.of("call", "case", "summary", "keys", "values", "what", "way", "accesses", "trace");

    /** Reads rows of one rival each. */
    static Shape rows(List<String> fields, Measure... measures) {
        return new Shape(fields, "rival", List.of(measures), List.of(), "");
    }

    /** Reads rows that have a column for each rival. */
    static Shape columns(List<String> fields, Measure measure, String... columns) {
        return new Shape(fields, "", List.of(measure), List.of(columns), "");
    }

    /** Returns the same with a field along which curves are drawn. */
    Shape along(String field) {
        return new Shape(fields, rival, measures, columns, field);
    }

    /** Returns the same for rows that have no rivals: each is Tarn's. */
    Shape alone() {
        return new Shape(fields, "-", measures, columns, axis);
    }

    List<Sample> read(JsonNode row) {
        List<Sample> samples = new ArrayList<>();
        boolean summary = row.has("summary") && !fields.contains("summary");
        if (summary || !fields.stream().allMatch(row::has) || !(axis.isEmpty() || row.has(axis))) {
            return samples;
        }
        String group = String.join(
                ", ", fields.stream().map(field -> label(row, field)).toList());
        String place = axis.isEmpty() ? "" : label(row, axis);
        for (String column : columns) {
            add(samples, row, column, new Sample(group, place, column, measures.get(0), 0));
        }
        for (Measure measure : columns.isEmpty() ? measures : List.<Measure>of()) {
            String who = rival.equals("-") ? "tarn" : row.path(rival).asText();
            if (!who.isEmpty()) {
                add(samples, row, measure.field(), new Sample(group, place, who, measure, 0));
            }
        }
        return samples;
    }

    private static void add(List<Sample> samples, JsonNode row, String field, Sample blank) {
        if (row.path(field).isNumber()) {
            samples.add(new Sample(
                    blank.group(),
                    blank.place(),
                    blank.rival(),
                    blank.measure(),
                    row.path(field).asDouble()));
        }
    }

    private static String label(JsonNode row, String field) {
        String value = row.path(field).asText();
        return PLAIN.contains(field) ? value : field + " " + value;
    }
}
