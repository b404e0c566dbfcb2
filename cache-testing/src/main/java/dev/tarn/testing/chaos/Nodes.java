package dev.tarn.testing.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The processes of a run, one for each node at a time. Used by one thread. */
final class Nodes implements AutoCloseable {
    private final IntFunction<NodeSettings> settings;
    private final List<String> jvmOptions;
    private final SharedSource source;
    private final List<NodeProcess> processes = new ArrayList<>();
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
        process.kill();
        source.releaseLocks(process.settings().process());
    }

    /** Starts a node's next process, which works as soon as it has opened its cache. */
    void revive(int node) {
        NodeProcess next = NodeProcess.start(processes.get(node).settings().nextLife(), jvmOptions);
        processes.set(node, next);
        next.await();
        next.call("start");
    }

    /** Has every node do something, all at once, and waits for all. */
    void all(String word) {
        processes.forEach(process -> process.send(word));
        processes.forEach(NodeProcess::await);
    }

    /** Asks all nodes what exceptions their callers have seen. */
    Map<String, String> failures() {
        processes.forEach(process -> {
            String said = process.call("failures");
            if (!said.equals("{}")) {
                failures.put("node " + process.settings().node(), said);
            }
        });
        return failures;
    }

    /**
     * Looks whether every node is there.
     *
     * @throws IllegalStateException if one has ended though nobody killed it
     */
    void requireAlive() {
        for (NodeProcess process : processes) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "node " + process.settings().node() + " has ended by itself; see its log in "
                                + process.settings().folder());
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(NodeProcess::close);
    }
}
