package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.Injection.Shot;
import java.time.Duration;

/** Faults of the nodes' processes, and of the source they load from. */
final class NodeFaults {
    private static final Duration TRAP_PATIENCE = Duration.ofSeconds(5);
    private static final int SLOWEST_LOAD_MILLIS = 2_000;

    private NodeFaults() {}

    static Shot freeze(Scene scene) {
        NodeProcess node = scene.nodes().at(scene.anyNode());
        node.pause();
        return new Shot("node " + node.settings().node(), node::resume);
    }

    static Shot kill(Scene scene) {
        return kill(scene, scene.anyNode());
    }

    static Shot killInLoad(Scene scene) {
        int node = scene.anyNode();
        scene.source().trap(node, SharedSource.TRAP_SET);
        boolean shut = Pause.until(TRAP_PATIENCE, () -> scene.source().trap(node) == SharedSource.TRAP_SHUT);
        Shot shot = kill(scene, node);
        scene.source().trap(node, 0);
        return shut ? shot : new Shot(shot.detail() + ", which loaded nothing", shot.heal());
    }

    static Shot slowLoader(Scene scene) {
        long before = scene.source().loadNanos();
        Duration time = Duration.ofMillis(100 + scene.random().nextInt(SLOWEST_LOAD_MILLIS - 100));
        scene.source().loadTime(time);
        return new Shot(time.toMillis() + " ms", () -> scene.source().loadTime(Duration.ofNanos(before)));
    }

    private static Shot kill(Scene scene, int node) {
        scene.nodes().kill(node);
        return new Shot("node " + node, () -> scene.nodes().revive(node));
    }
}
