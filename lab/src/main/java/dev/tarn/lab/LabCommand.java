package dev.tarn.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds the options of the command line and does what they ask for. */
@Command(
        name = "lab",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "",
            "Replays traces of accesses through Tarn's tiers and tells what share each of them would answer, by size, beside what nobody can"
                    + " surpass; and what doubling a tier would buy.",
            "",
            "A size is 1000 (entries), 64MiB or 10%% (of the trace's keys, or of its bytes where objects have sizes).",
            ""
        },
        footer = {
            "",
            "A trace is text, plain or compressed (gzip, Zstandard, LZ4): a line for each access, 'key [size [milliseconds]]'.",
            "A recording made in production (tarn.record) is one."
        })
final class LabCommand implements Callable<Integer> {
    private static final String UNLIMITED = "unlimited";

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "TRACE", arity = "1..*", description = "the files to replay")
    List<Path> files = List.of();

    @Option(names = "--heap", paramLabel = "SIZE", description = "replays through tiers together: the heap tier")
    @Nullable
    Size heap;

    @Option(names = "--off-heap", paramLabel = "SIZE", description = "the tier outside the heap, in bytes, from 1MiB")
    @Nullable
    Size offHeap;

    @Option(names = "--remote", paramLabel = "SIZE", description = "the remote tier, modelled as LRU; or 'unlimited'")
    @Nullable
    String remote;

    @Option(
            names = "--sizes",
            paramLabel = "SIZE",
            split = ",",
            description = "the sizes of the curves; unless given, up to all there is, each twice the one before")
    List<Size> sizes = List.of();

    @Option(names = "--no-curves", description = "replays the tiers together only")
    boolean noCurves;

    @Option(
            names = "--entry-bytes",
            paramLabel = "N",
            description = "gives all objects that size, whatever the trace says; sizes are then in bytes")
    @Nullable
    Integer entryBytes;

    @Option(names = "--by-entries", description = "counts entries although the trace tells sizes")
    boolean byEntries;

    @Option(
            names = "--life",
            paramLabel = "TIME",
            description =
                    "how long entries live (500ms, 60s, 5m, 1h, 2d); the trace must tell times. For ever unless given")
    @Nullable
    Duration life;

    @Option(
            names = "--sample",
            paramLabel = "SHARE",
            defaultValue = "1",
            description =
                    "replays that share of the keys, 0.1 or so, in caches as much smaller: quicker, and less exact")
    double sample;

    @Option(names = "--first", paramLabel = "N", description = "replays the first N accesses only")
    int first = Integer.MAX_VALUE;

    @Option(names = "--html", paramLabel = "FILE", description = "writes a report with plots, too")
    @Nullable
    Path html;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "how many replays at a time; unless given, one for each processor")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--progress", hidden = true, description = "shows how far it is; bin/lab says so on a terminal")
    boolean progress;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this help")
    boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        PrintWriter out = spec.commandLine().getOut();
        TextReport report = new TextReport(out);
        List<Study> studies = new ArrayList<>();
        try (Crew crew = new Crew(threads)) {
            for (Path file : files) {
                Study study = study(prepared(TraceFile.read(file)), crew);
                report.print(study);
                studies.add(study);
            }
        }
        if (html != null) {
            HtmlReport.write(html, studies);
        }
        return 0;
    }

    private void check() {
        if (sample <= 0 || sample > 1) {
            throw refused("--sample is " + sample + ", it must be above 0 and up to 1");
        }
        if (threads < 1) {
            throw refused("--threads is " + threads + ", it must be 1 or more");
        }
        if (entryBytes != null && entryBytes < 1) {
            throw refused("--entry-bytes is " + entryBytes + ", it must be 1 or more");
        }
        if (noCurves && heap == null && offHeap == null) {
            throw refused("--no-curves leaves nothing to do without --heap or --off-heap");
        }
        if (remote != null && heap == null && offHeap == null) {
            throw refused("--remote needs --heap or --off-heap: alone it is the curve of LRU");
        }
        if (offHeap != null && offHeap.unit() == Size.Unit.ENTRIES) {
            throw refused("--off-heap is a number of entries, it must be bytes: 64MiB");
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Returns a trace as it is to be replayed. */
    private Trace prepared(Trace trace) {
        Trace some = trace.first(first);
        Trace sampled = sample == 1 ? some : some.sampled(sample);
        if (sampled.length() == 0) {
            throw new IllegalArgumentException(
                    trace.name() + " holds no access" + (sample == 1 ? "" : " in the sample"));
        }
        if (life != null && sampled.millis() == null) {
            throw new IllegalArgumentException("--life is given, but " + trace.name() + " tells no times");
        }
        return entryBytes == null ? sampled : sampled.withSize(entryBytes);
    }

    private Study study(Trace trace, Crew crew) throws InterruptedException {
        Setup setup = setup(trace);
        Trace counted = byEntries ? trace.withoutSizes() : trace;
        List<Bound> bounds = noCurves ? List.of() : bounds(counted);
        long rounds = Curves.rounds(bounds.size());
        rounds += setup == null ? 0 : Composition.rounds(setup);
        Progress bar = new Progress(spec.commandLine().getErr(), progress);
        bar.begin(trace.name(), rounds * trace.length());
        try {
            Curves curves = bounds.isEmpty() ? null : Curves.of(counted, bounds, life, crew, bar);
            Composition composition = setup == null ? null : Composition.of(trace, setup, crew, bar);
            return new Study(counted, curves, composition);
        } finally {
            bar.end();
        }
    }

    private List<Bound> bounds(Trace trace) {
        if (sizes.isEmpty()) {
            return Curves.doublings(trace);
        }
        List<Bound> bounds =
                sizes.stream().map(size -> size.of(trace, trace.sized())).toList();
        for (Bound bound : bounds) {
            if (bound.bytes() != trace.sized()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "--sizes has %s, but the objects of %s have %s",
                        bound,
                        trace.name(),
                        trace.sized()
                                ? "sizes: say bytes, or --by-entries"
                                : "no sizes: say entries, or --entry-bytes"));
            }
        }
        return bounds;
    }

    private @Nullable Setup setup(Trace trace) {
        if (heap == null && offHeap == null) {
            return null;
        }
        boolean needsSizes = offHeap != null || (heap != null && heap.unit() == Size.Unit.BYTES);
        if (needsSizes && !trace.sized()) {
            throw new IllegalArgumentException(
                    "the objects of " + trace.name() + " have no sizes, which tiers in bytes need: say --entry-bytes");
        }
        Bound far = remote == null ? null : remoteBound(remote, trace);
        return new Setup(
                heap == null ? null : heap.of(trace, false),
                offHeap == null ? null : offHeap.of(trace, true),
                far,
                life);
    }

    private static Bound remoteBound(String text, Trace trace) {
        return text.equals(UNLIMITED) ? Bound.UNLIMITED : Size.parse(text).of(trace, trace.sized());
    }
}
