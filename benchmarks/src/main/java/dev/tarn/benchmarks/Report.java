package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * Prints what a person reads while a measurement runs, and writes what {@code results/} holds, one JSON object a line, as it comes: what is
 * interrupted keeps what it has.
 */
final class Report {
    private final PrintStream out;
    private final String file;

    /**
     * Begins a report with the machine, the JDK and the load at the beginning.
     *
     * @param arguments among them {@code json}: the file that rows are added to, or {@code -} for none
     */
    Report(PrintStream out, String benchmark, Arguments arguments) {
        this.out = out;
        this.file = arguments.text("json");
        clear();
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

    private void clear() {
        try {
            if (!file.equals("-")) {
                Files.deleteIfExists(Path.of(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot begin " + file, e);
        }
    }

    /** Returns how many threads of the whole machine want to run, over the last minute. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    void add(Row row) {
        add(row.json());
    }

    void add(String json) {
        if (file.equals("-")) {
            return;
        }
        try {
            Files.writeString(Path.of(file), json + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
    }

    /**
     * Ends the report with the load at the end.
     *
     * @param written the file that rows were added to
     */
    void close(String written) {
        if (!written.equals(file)) {
            throw new IllegalArgumentException("rows went to " + file + ", not to " + written);
        }
        add(new Row().with("end", "load").with("load", load()));
    }

    /** Returns the middle one of some numbers. */
    static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
