package dev.tarn.testing.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One run of a plan. Used once, by one thread. */
final class ChaosRun {
    private static final int SECOND_FAULT_PERCENT = 35;
    private static final int LONGEST_QUIET_MILLIS = 2_000;
    private static final int SHOWN_EVENTS = 60;
    private static final int SHOWN_VIOLATIONS = 3;

    private final ChaosPlan plan;
    private final Consumer<String> progress;
    private final List<FaultSpan> spans = new ArrayList<>();

    ChaosRun(ChaosPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    ChaosReport run() {
        Path folder = plan.folder != null ? plan.folder : newFolder();
        SharedSource source = SharedSource.create(folder.resolve("source"), plan.keys);
        source.loadTime(plan.loadTime);
        ChaosReport report;
        try (Stage stage = Stage.start(plan.topology, plan.nodes);
                Nodes nodes = new Nodes(node -> settings(folder, stage, node), plan.jvmOptions, source)) {
            nodes.start(plan.nodes);
            Scene scene = new Scene(stage, nodes, source, plan.bound, plan.seed);
            long start = scene.now();
            disturb(scene, start);
            lookForFailovers(scene, start);
            Duration lasted = Duration.ofNanos(scene.now() - start);
            Map<String, String> failures = settle(nodes);
            report = judge(folder, scene, lasted, failures);
        }
        if (plan.folder == null && report.isClean()) {
            delete(folder);
        }
        return report;
    }

    private void disturb(Scene scene, long start) {
        long end = start + plan.duration.toNanos();
        while (scene.now() < end) {
            long rest = end - scene.now();
            long quiet = 1_000_000L * scene.random().nextInt(LONGEST_QUIET_MILLIS);
            scene.nodes().watch(Duration.ofNanos(Math.min(rest, quiet)));
            lookForFailovers(scene, start);
            List<ChaosFault> drawn = draw(scene);
            if (!drawn.isEmpty() && scene.now() < end) {
                inject(scene, drawn, start);
            }
        }
    }

    private void lookForFailovers(Scene scene, long start) {
        long since = scene.failovers().replicated();
        if (!scene.failovers().areAsBefore()) {
            progress.accept(String.format(
                    Locale.ROOT,
                    "%7.1f s  a failover that no fault ordered, since %.1f s",
                    (scene.now() - start) / 1e9,
                    (since - start) / 1e9));
            spans.add(new FaultSpan(Failovers.UNORDERED, "", since, scene.now()));
        }
    }

    /** Draws a fault, and sometimes another one that hits something else. */
    private List<ChaosFault> draw(Scene scene) {
        List<ChaosFault> fitting =
                plan.faults.stream().filter(fault -> fault.fits(plan.topology)).toList();
        List<ChaosFault> drawn = new ArrayList<>();
        if (!fitting.isEmpty()) {
            ChaosFault first = scene.anyOf(fitting);
            drawn.add(first);
            List<ChaosFault> others = fitting.stream()
                    .filter(fault -> fault.target() != first.target())
                    .toList();
            if (!others.isEmpty() && scene.random().nextInt(100) < SECOND_FAULT_PERCENT) {
                drawn.add(scene.anyOf(others));
            }
        }
        return drawn;
    }

    private void inject(Scene scene, List<ChaosFault> faults, long start) {
        if (faults.isEmpty()) {
            return;
        }
        ChaosFault fault = faults.get(0);
        Duration time = fault.duration(plan.topology, scene.random());
        long from = scene.now();
        Injection.Shot shot = fault.injection().inject(scene);
        progress.accept(String.format(
                Locale.ROOT,
                "%7.1f s  %s, %d ms: %s",
                (from - start) / 1e9,
                fault.title(),
                time.toMillis(),
                shot.detail()));
        try {
            inject(scene, faults.subList(1, faults.size()), start);
            scene.nodes().watch(time);
        } finally {
            shot.heal().run();
        }
        spans.add(new FaultSpan(fault.title(), shot.detail(), from, scene.now()));
    }

    private Map<String, String> settle(Nodes nodes) {
        progress.accept("faults over; settling for " + plan.settling);
        nodes.all("calm");
        nodes.watch(plan.settling);
        nodes.all("stop");
        nodes.all("verify");
        return nodes.end();
    }

    private ChaosReport judge(Path folder, Scene scene, Duration lasted, Map<String, String> failures) {
        progress.accept("checking the history in " + folder);
        History history = History.in(folder);
        scene.concedeFailures(spans, plan.mayFail);
        StalenessChecker checker = new StalenessChecker(plan.bound, scene.concessions(), spans)
                .requireAnswers(plan.longestSilence, plan.leastReadsPerSecond());
        history.forEach(checker::learn);
        history.forEachInOrder(checker::judge);
        Verdict verdict = checker.verdict();
        List<String> stories = verdict.examples().stream()
                .limit(SHOWN_VIOLATIONS)
                .map(violation -> story(history, violation))
                .toList();
        return new ChaosReport(
                plan.toString(),
                plan.seed,
                plan.bound,
                lasted,
                history.counts(),
                List.copyOf(spans),
                verdict,
                failures,
                stories,
                folder);
    }

    private static String story(History history, Violation violation) {
        HistoryEvent read = violation.read();
        StringBuilder text = new StringBuilder(violation.toString());
        for (HistoryEvent event : history.lastOf(read.key(), read.end(), SHOWN_EVENTS)) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n      %+12.3f ms to %+12.3f  %-17s version %d, node %d (life %d)",
                    (event.start() - read.start()) / 1e6,
                    (event.end() - read.start()) / 1e6,
                    event.kind(),
                    event.version(),
                    event.node(),
                    event.life()));
        }
        return text.toString();
    }

    private NodeSettings settings(Path folder, Stage stage, int node) {
        return new NodeSettings(
                plan.subject,
                folder,
                node,
                0,
                stage.uri(node),
                0,
                plan.bound,
                plan.keys,
                plan.threads,
                plan.operationsPerSecond,
                plan.seed,
                plan.mix,
                plan.settings);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("tarn-chaos-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for the history", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
