package dev.tarn.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tarn.spi.Clock;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs subjects into a folder: for each its rows and what it printed, and {@code run.json} and the reports for all. */
final class Runner {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final int LONGEST_OVER_EXPECTED = 10;
    private static final int PATIENCE_SECONDS = 20;
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final Path folder;
    private final String traces;
    private final PrintStream out;
    private final Duration grace;

    /**
     * Prepares runs.
     *
     * @param folder takes the results
     * @param traces a folder with traces to replay, or {@code -} for none
     */
    Runner(Path folder, String traces, PrintStream out) {
        this(folder, traces, out, GRACE);
    }

    /**
     * Prepares runs.
     *
     * @param grace how long a subject may take beyond a multiple of what is expected, before it is taken to hang
     */
    Runner(Path folder, String traces, PrintStream out, Duration grace) {
        this.folder = folder;
        this.traces = traces;
        this.out = out;
        this.grace = grace;
    }

    /** Returns whether all subjects ended well. */
    boolean measure(String begun, String effort, List<Subject> subjects) throws IOException, InterruptedException {
        List<Ran> done = new ArrayList<>();
        boolean well = true;
        out.printf(
                Locale.ROOT,
                "%d subjects, about %.0f minutes%n",
                subjects.size(),
                Math.ceil(Subjects.seconds(subjects, effort) / 60.0));
        String commit = Machine.commit(); // what is measured; who works on meanwhile changes nothing of it
        for (Subject subject : subjects) {
            out.printf(
                    Locale.ROOT,
                    "%-22s about %d s expected, ",
                    subject.name(),
                    subject.effort(effort).seconds());
            out.flush();
            Ran ran = run(subject, effort);
            done.add(ran);
            well &= ran.exit() == 0;
            out.printf(
                    Locale.ROOT,
                    "%.0f s taken, others used %.0f %% of the machine%s%n",
                    ran.seconds(),
                    100 * ran.others(),
                    ran.exit() == 0 ? "" : "; FAILED, see " + file(subject, "txt"));
            Run run = new Run(
                    begun, commit, Machine.describe(), Machine.jdk(), Machine.servers(), effort, List.copyOf(done));
            JSON.writeValue(folder.resolve("run.json").toFile(), run);
            report(run);
        }
        out.println("report: " + folder.resolve("report.html"));
        return well;
    }

    /** Writes the reports of a run from what it has kept. */
    void reportAgain() throws IOException {
        report(JSON.readValue(folder.resolve("run.json").toFile(), Run.class));
    }

    private void report(Run run) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Subject subject : Subjects.all()) {
            for (Ran ran : run.subjects()) {
                if (ran.subject().equals(subject.name())) {
                    outcomes.add(Outcome.read(subject, ran, file(subject, "jsonl")));
                }
            }
        }
        Files.writeString(folder.resolve("report.md"), new MarkdownReport(run, outcomes).text());
        Files.writeString(folder.resolve("report.html"), new HtmlReport(run, outcomes).page());
    }

    private Ran run(Subject subject, String effort) throws IOException, InterruptedException {
        String options = subject.command() + " " + subject.effort(effort).options();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(subject.jvm());
        command.addAll(program());
        for (String word : options.trim().split(" +", -1)) {
            command.add(word.equals(Subject.TRACES) ? traces : word);
        }
        command.addAll(List.of("--json", file(subject, "jsonl").toString()));
        Clock clock = Clock.system();
        Processors before = Processors.now();
        long begun = clock.nanos();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file(subject, "txt").toFile())
                .start();
        try {
            if (!process.waitFor(longest(subject.effort(effort)), TimeUnit.SECONDS)) {
                process.destroy(); // it gives back its servers
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
            int exit = process.waitFor();
            double seconds = (clock.nanos() - begun) / 1e9;
            return new Ran(
                    subject.name(), options, seconds, exit, Processors.now().othersSince(before));
        } finally {
            process.destroy();
        }
    }

    /** Returns after how many seconds a subject is taken to hang: the machine may have more to do. */
    private long longest(Effort effort) {
        return (long) LONGEST_OVER_EXPECTED * effort.seconds() + grace.toSeconds();
    }

    /** Returns what starts a measurement. By its jar, if it is one, whose manifest opens what some rivals reach into. */
    private static List<String> program() {
        String path = System.getProperty("java.class.path");
        return path.endsWith(".jar") && !path.contains(File.pathSeparator)
                ? List.of("-jar", path)
                : List.of("-cp", path, "dev.tarn.benchmarks.Benchmarks");
    }

    private Path file(Subject subject, String ending) {
        return folder.resolve(subject.name() + "." + ending);
    }
}
