package dev.tarn.testing.chaos;

import dev.tarn.spi.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What a fault may touch: the servers, the nodes, the source; and where it says what has to be conceded for it. */
final class Scene {
    private final Stage stage;
    private final Nodes nodes;
    private final SharedSource source;
    private final Duration bound;
    private final Random random;
    private final Clock clock = Clock.system();
    private final List<Concession> concessions = new ArrayList<>();
    private final Failovers failovers;

    Scene(Stage stage, Nodes nodes, SharedSource source, Duration bound, long seed) {
        this.stage = stage;
        this.nodes = nodes;
        this.source = source;
        this.bound = bound;
        this.random = new Random(seed);
        this.failovers = new Failovers(this);
    }

    Stage stage() {
        return stage;
    }

    Nodes nodes() {
        return nodes;
    }

    SharedSource source() {
        return source;
    }

    Duration bound() {
        return bound;
    }

    Random random() {
        return random;
    }

    int anyNode() {
        return random.nextInt(nodes.count());
    }

    <T> T anyOf(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    Pair anyPair() {
        return anyOf(stage.pairs());
    }

    Failovers failovers() {
        return failovers;
    }

    long now() {
        return clock.nanos();
    }

    /** Concedes that calls fail while one of these faults is in force, and for the time of the bound after it. */
    void concedeFailures(List<FaultSpan> spans, Set<ChaosFault> faults) {
        Set<String> titles = faults.stream().map(ChaosFault::title).collect(Collectors.toSet());
        spans.stream()
                .filter(span -> titles.contains(span.name()))
                .forEach(span -> concede(new Concession(
                        "failed: " + span.name(), Concession.Kind.FAILURES, span.from(), span.until(), bound)));
    }

    void concede(Concession concession) {
        concessions.add(concession);
    }

    List<Concession> concessions() {
        return List.copyOf(concessions);
    }
}
