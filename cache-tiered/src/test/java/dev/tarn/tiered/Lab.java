package dev.tarn.tiered;

import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server in memory and the nodes of a test, on a clock that the test moves. Fails when it is closed if a node left something open. */
final class Lab implements AutoCloseable {
    final FakeClock clock = new FakeClock();
    final FakeServer server = new FakeServer(clock);
    private final List<Node> nodes = new ArrayList<>();

    /** Returns a new node with a remote tier and its bus. */
    Node node() {
        return node(builder -> builder);
    }

    /** Returns a new node with a remote tier and its bus, and more. */
    Node node(UnaryOperator<TarnBuilder> more) {
        Node node = new Node(this, more);
        nodes.add(node);
        settle();
        return node;
    }

    /** Moves time on in small steps, and runs what becomes due. */
    void pass(Duration time) {
        Duration step = Duration.ofMillis(100);
        Duration left = time;
        while (left.compareTo(step) > 0) {
            clock.advance(step);
            settle();
            left = left.minus(step);
        }
        clock.advance(left);
        settle();
    }

    /** Runs what the nodes have to do now. */
    void settle() {
        int ran;
        do {
            clock.runDue();
            ran = nodes.stream().mapToInt(node -> node.executor.runAll()).sum();
        } while (ran > 0);
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        server.assertNothingOpen();
    }
}
