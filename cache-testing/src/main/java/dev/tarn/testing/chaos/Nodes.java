package dev.tarn.testing.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The processes of a run, one for each node at a time. Used by one thread. */
final class Nodes implements AutoCloseable {
    private final IntFunction<NodeSettings> settings;
    private final List<String> jvmOptions;
    private final SharedSource source;
    private final List<NodeProcess> processes = new ArrayList<>();
    private final Set<Integer> killed = new HashSet<>();
    private final Map<String, String> failures = new TreeMap<>();

    /**
     * Takes what all nodes are started with.
     *
     * @param settings gives a node's settings for its first life
     */
    Nodes(IntFunction<NodeSettings> settings, List<String> jvmOptions, SharedSource source) {
        this.settings = settings;
        this.jvmOptions = jvmOptions;
        this.source = source;
    }

    void start(int count) {
        for (int node = 0; node < count; node++) {
            processes.add(NodeProcess.start(settings.apply(node), jvmOptions));
        }
        processes.forEach(NodeProcess::await);
        processes.forEach(process -> process.record(HistoryEvent.Kind.STARTED));
        all("start");
    }

    int count() {
        return processes.size();
    }

    NodeProcess at(int node) {
        return processes.get(node);
    }

    /** Kills a node's process and gives up what it held of the source. */
    void kill(int node) {
        NodeProcess process = processes.get(node);
        askFailures(process);
        killed.add(node);
        process.kill();
        process.record(HistoryEvent.Kind.ENDED);
        source.releaseLocks(process.settings().process());
    }

    /** Starts a node's next process, which works as soon as it has opened its cache. */
    void revive(int node) {
        NodeProcess next = NodeProcess.start(processes.get(node).settings().nextLife(), jvmOptions);
        processes.set(node, next);
        killed.remove(node);
        next.await();
        next.record(HistoryEvent.Kind.STARTED);
        next.call("start");
    }

    /** Has every node do something, all at once, and waits for all. */
    void all(String word) {
        processes.forEach(process -> process.send(word));
        processes.forEach(NodeProcess::await);
    }

    /** Ends the work of all, and returns what exceptions their callers have seen, killed processes included. */
    Map<String, String> end() {
        processes.forEach(this::askFailures);
        processes.forEach(process -> process.record(HistoryEvent.Kind.ENDED));
        all("close");
        return failures;
    }

    /**
     * Waits for a time and looks all the while whether every node is there.
     *
     * @throws IllegalStateException if one has ended though nobody killed it
     */
    void watch(Duration time) {
        Pause.until(time, () -> {
            requireAlive();
            return false;
        });
    }

    private void requireAlive() {
        for (int node = 0; node < processes.size(); node++) {
            if (!killed.contains(node)) {
                processes.get(node).requireAlive();
            }
        }
    }

    private void askFailures(NodeProcess process) {
        process.requireAlive();
        String said = process.call("failures");
        if (!said.equals("{}")) {
            NodeSettings settings = process.settings();
            failures.put("node " + settings.node() + " (life " + settings.life() + ")", said);
        }
    }

    @Override
    public void close() {
        processes.forEach(NodeProcess::close);
    }
}
