package dev.tarn.testing.chaos;

import dev.tarn.testing.chaos.Injection.Shot;
import dev.tarn.testing.fault.FaultProxy;
import dev.tarn.testing.fault.FaultProxy.Direction;
import java.time.Duration;
import java.util.function.Consumer;

/** Faults of the connections between one node and the server. */
final class NetworkFaults {
    private static final int SLOWEST_MILLIS = 300;

    private NetworkFaults() {}

    static Shot halfOpen(Scene scene) {
        return at(scene, FaultProxy::halfOpen);
    }

    static Shot loseRequests(Scene scene) {
        return at(scene, proxy -> proxy.lose(Direction.TO_SERVER));
    }

    static Shot loseAnswers(Scene scene) {
        return at(scene, proxy -> proxy.lose(Direction.TO_CLIENT));
    }

    static Shot reset(Scene scene) {
        return at(scene, FaultProxy::reset);
    }

    static Shot hold(Scene scene) {
        return at(scene, proxy -> proxy.hold(Direction.TO_CLIENT));
    }

    static Shot slow(Scene scene) {
        Duration most = Duration.ofMillis(1 + scene.random().nextInt(SLOWEST_MILLIS));
        long seed = scene.random().nextLong();
        return at(scene, proxy -> {
            proxy.latency(Direction.TO_SERVER, Duration.ZERO, most, seed);
            proxy.latency(Direction.TO_CLIENT, Duration.ZERO, most, seed + 1);
        });
    }

    private static Shot at(Scene scene, Consumer<FaultProxy> fault) {
        int node = scene.anyNode();
        FaultProxy proxy = scene.stage().proxy(node);
        fault.accept(proxy);
        return new Shot("node " + node, proxy::heal);
    }
}
