package dev.tarn.benchmarks.report;

import dev.tarn.spi.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs subjects one after the other, each in a process of its own, and reports after each: what is interrupted keeps what it has.
 *
 * <pre>bin/bench --quick heap-hit remote</pre>
 */
public final class Bench {
    private static final String USAGE = """
            bin/bench [--quick | --full] [SUBJECT...]   runs all subjects, or those named (or beginning so)
                      [--out FOLDER]                    into this folder instead of a new one
                      [--traces FOLDER]                 replays the traces (*.trace.gz) that lie there, too
            bin/bench --list                            lists the subjects
            bin/bench --report FOLDER                   writes the report of a run anew
            """;

    private final PrintStream out;
    private final List<String> names = new ArrayList<>();
    private String effort = "quick";
    private String folder = "";
    private String again = "";
    private String traces = "-";
    private boolean listing;

    private Bench(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs subjects, lists them, or reports again.
     *
     * @param args see {@code bin/bench --help}
     * @throws IOException if results cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(args, System.out));
    }

    /** Returns 0 if all went well, 2 if the arguments mean nothing, 1 if a subject failed. */
    static int run(String[] args, PrintStream out) throws IOException, InterruptedException {
        Bench bench = new Bench(out);
        if (!bench.understand(args)) {
            out.print(USAGE);
            return 2;
        }
        if (bench.listing) {
            Subjects.all()
                    .forEach(subject -> out.printf(
                            Locale.ROOT,
                            "%-22s %s (%d s, in full %d s)%n",
                            subject.name(),
                            subject.title(),
                            subject.quick().seconds(),
                            subject.full().seconds()));
            return 0;
        }
        if (!bench.again.isEmpty()) {
            new Runner(Path.of(bench.again), "-", out).reportAgain();
            return 0;
        }
        return bench.measure();
    }

    private boolean understand(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick", "--full" -> effort = args[i].substring(2);
                case "--list" -> listing = true;
                case "--out", "--report", "--traces" -> {
                    if (i + 1 == args.length) {
                        return false;
                    }
                    i++;
                    folder = args[i - 1].equals("--out") ? args[i] : folder;
                    again = args[i - 1].equals("--report") ? args[i] : again;
                    traces = args[i - 1].equals("--traces") ? args[i] : traces;
                }
                default -> names.add(args[i]);
            }
        }
        return names.stream()
                .noneMatch(
                        name -> name.startsWith("-") || chosen(name).findAny().isEmpty());
    }

    private static Stream<Subject> chosen(String name) {
        return Subjects.all().stream()
                .filter(subject -> subject.name().equals(name) || subject.name().startsWith(name + "-"));
    }

    private int measure() throws IOException, InterruptedException {
        String begun = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmm'Z'", Locale.ROOT)
                .format(Instant.ofEpochMilli(Clock.system().millis()).atOffset(ZoneOffset.UTC));
        Path results = Path.of(folder.isEmpty() ? "benchmarks/results/" + begun : folder);
        Files.createDirectories(results);
        List<Subject> subjects = names.isEmpty()
                ? Subjects.all()
                : names.stream().flatMap(Bench::chosen).distinct().toList();
        return new Runner(results, traces, out).measure(begun, effort, subjects) ? 0 : 1;
    }
}
