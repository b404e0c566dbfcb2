package dev.tarn.benchmarks.costs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the documentation says that operations cost: a table under a heading. */
final class CostTable {
    private static final Path DOCUMENT = Path.of("..", "docs", "costs.md");

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Map<String, String> rows = new LinkedHashMap<>();

    /**
     * Reads a table.
     *
     * @param heading the heading above it
     */
    CostTable(String heading) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        int start = lines.indexOf("## " + heading);
        if (start < 0) {
            throw new IllegalStateException(DOCUMENT + " has no heading '" + heading + "'");
        }
        for (String line : lines.subList(start + 1, lines.size())) {
            if (line.startsWith("## ")) {
                break;
            }
            if (line.startsWith("| ") && !line.startsWith("| operation ")) {
                rows.put(line.split("\\|", -1)[1].trim(), line);
            }
        }
    }

    /** Returns the rows as they stand in the document. */
    List<String> rows() {
        return List.copyOf(rows.values());
    }

    /** Returns the row of an operation; empty if there is none. */
    String row(String operation) {
        return rows.getOrDefault(operation, "");
    }

    /** Returns how many round trips an operation is said to make; 0 if it is not in the table. */
    int roundTrips(String operation) {
        String row = rows.get(operation);
        return row == null ? 0 : Integer.parseInt(row.split("\\|", -1)[2].trim());
    }

    /** Returns the commands of a row. */
    private static String commandsOf(String row) {
        return row.isEmpty() ? "" : row.split("\\|", -1)[3];
    }

    /** Returns how many commands an operation is said to have executed, all together; 0 if it is not in the table. */
    long commands(String operation) {
        String row = rows.get(operation);
        return row == null
                ? 0
                : NUMBER.matcher(commandsOf(row))
                        .results()
                        .mapToLong(number -> Long.parseLong(number.group()))
                        .sum();
    }

    static String row(String operation, long roundTrips, String commands) {
        return "| " + operation + " | " + roundTrips + " | " + commands + " |";
    }
}
