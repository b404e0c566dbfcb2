package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what a person reads while a measurement runs, and keeps what {@code results/} holds: one JSON object a line. */
final class Report {
    private final PrintStream out;
    private final List<String> rows = new ArrayList<>();

    /** Begins a report with the machine, the JDK and the load at the beginning. */
    Report(PrintStream out, String benchmark, Arguments arguments) {
        this.out = out;
        Row head = new Row()
                .with("benchmark", benchmark)
                .with("arguments", arguments.toString())
                .with("jdk", Runtime.version().toString())
                .with("cores", Runtime.getRuntime().availableProcessors())
                .with("arch", System.getProperty("os.arch", "unknown"))
                .with("load", load());
        add(head);
        line("%s", head.json());
    }

    /** Returns how many threads of the whole machine want to run, over the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    void add(String json) {
        rows.add(json);
    }

    void add(Row row) {
        rows.add(row.json());
    }

    /**
     * Ends the report with the load at the end, and writes the rows.
     *
     * @param file where to, or {@code -} for nowhere
     * @throws IOException if it cannot be written
     */
    void close(String file) throws IOException {
        add(new Row().with("end", "load").with("load", load()));
        if (!file.equals("-")) {
            Files.write(Path.of(file), rows);
        }
    }

    /** Returns the middle one of some numbers. */
    static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
