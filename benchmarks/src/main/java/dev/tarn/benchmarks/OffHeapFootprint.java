package dev.tarn.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Measures what entries outside the heap take beyond the bytes of their keys and values: resident memory of the process and Java heap. Each rival
 * fills a process of its own, whose heap is resident from the start. With a turnover the budget is just enough for the entries, and as many
 * times others are put in; what is still held then is counted by reading every key.
 *
 * <pre>java -jar benchmarks/target/tarn-benchmarks.jar OffHeapFootprint --turnover 10 --rivals store,ohc.linked</pre>
 *
 * <p>Options and defaults: {@link #DEFAULTS}.
 */
public final class OffHeapFootprint {
    /** The options. */
    static final Map<String, String> DEFAULTS = Map.of(
            "rivals", "store,slab,ohc.linked,ohc.chunked,ehcache,chronicle,mapdb",
            "entries", "1000000",
            "turnover", "0",
            "beside", "40",
            "heap", "1g",
            "only", "-",
            "json", "-");

    private static final int WARMUP = 50_000;
    /** So much that the tier takes it in pieces which go back to the system at once: what stays resident of the warm-up would be taken for less use afterwards. */
    private static final long WARMUP_BYTES = 256L << 20;

    private static final int ROOM = 1000;
    private static final int KEY = OffHeapData.key(0).length();
    private static final int RAW = KEY + (OffHeapData.SHORTEST + OffHeapData.LONGEST) / 2;

    private final Arguments arguments;

    private OffHeapFootprint(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Runs the measurement.
     *
     * @param args the options
     * @throws IOException if processes cannot be started or results cannot be written
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        run(args, System.out);
    }

    static void run(String[] args, PrintStream out) throws IOException, InterruptedException {
        Arguments arguments = Arguments.parse(args, DEFAULTS);
        OffHeapFootprint benchmark = new OffHeapFootprint(arguments);
        if (!arguments.text("only").equals("-")) {
            out.println(benchmark.measured(OffHeapRival.named(arguments.text("only"))));
            return;
        }
        Report report = new Report(out, "OffHeapFootprint", arguments);
        for (String rival : arguments.words("rivals")) {
            String line = benchmark.measuredBeside(rival);
            report.line("%s", line);
            report.add(line);
        }
        report.close(arguments.text("json"));
    }

    private String measuredBeside(String rival) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + arguments.text("heap"),
                "-Xmx" + arguments.text("heap"),
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:MaxDirectMemorySize=16g"));
        String classes = System.getProperty("java.class.path");
        command.addAll(
                classes.endsWith(".jar") && !classes.contains(java.io.File.pathSeparator)
                        ? List.of("-jar", classes) // its manifest opens packages to the rivals
                        : List.of("-cp", classes, Benchmarks.class.getName()));
        command.addAll(List.of("OffHeapFootprint", "--only", rival));
        for (String option : List.of("entries", "turnover", "beside")) {
            command.addAll(List.of("--" + option, arguments.text(option)));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines().toList();
            return lines.isEmpty() ? "{\"failed\":\"" + rival + "\"}" : lines.get(lines.size() - 1);
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private String measured(OffHeapRival rival) throws IOException {
        int entries = arguments.number("entries");
        int turnover = arguments.number("turnover");
        try (OffHeapSubject warmup = rival.open(WARMUP, WARMUP_BYTES)) {
            put(warmup, 0, 2 * WARMUP);
        }
        long heap = heap();
        long resident = resident("VmRSS:");
        long budget = (long) entries * (turnover == 0 ? ROOM : RAW + arguments.number("beside"));
        OffHeapSubject subject = rival.open(entries, budget); // closed by what measures that
        long raw = put(subject, 0, entries);
        long held = subject.entries();
        if (turnover > 0) {
            put(subject, entries, entries * turnover);
            long[] found = found(subject, entries * (turnover + 1));
            held = found[0];
            raw = found[1];
        }
        double heapBeyond = (double) (heap() - heap) / held;
        double residentBeyond = (double) (resident("VmRSS:") - resident) / held;
        return new Row()
                .with("rival", rival.toString())
                .with("held", held)
                .with("raw", (double) raw / held)
                .with("heap", heapBeyond)
                .with("resident", residentBeyond)
                .with("beyondRaw", heapBeyond + residentBeyond - (double) raw / held)
                .with("budgetBeyondRaw", turnover == 0 ? -1 : (double) (budget - raw) / held)
                .with("residentAfterClose", closed(subject, resident))
                .json();
    }

    /** Closes it; returns the bytes that stay resident. */
    private static long closed(OffHeapSubject subject, long before) throws IOException {
        subject.close();
        return resident("VmRSS:") - before;
    }

    private static long put(OffHeapSubject subject, int first, int count) {
        SplittableRandom random = new SplittableRandom(first);
        long raw = 0;
        for (int i = first; i < first + count; i++) {
            byte[] value = OffHeapData.value(i, random);
            subject.put(OffHeapData.key(i), value);
            raw += KEY + value.length;
        }
        return raw;
    }

    /** Returns how many of the first entries are held, and the bytes of their keys and values. */
    private static long[] found(OffHeapSubject subject, int count) {
        long[] found = new long[2];
        for (int i = 0; i < count; i++) {
            if (subject.get(OffHeapData.key(i)) instanceof byte[] value) {
                found[0]++;
                found[1] += KEY + value.length;
            }
        }
        return found;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Reads a figure of this process in bytes. */
    static long resident(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }
}
