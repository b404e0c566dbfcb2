package dev.tarn.redis;

import io.lettuce.core.cluster.event.ClusterTopologyChangedEvent;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import reactor.core.publisher.Flux;

/** Hears on the client's own thread, not some time later, that a Cluster has another topology. Nobody else hears anything. */
final class TopologyEvents implements EventBus {
    private final Runnable changed;

    TopologyEvents(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public Flux<Event> get() {
        return Flux.never();
    }

    @Override
    public void publish(Event event) {
        if (event instanceof ClusterTopologyChangedEvent) {
            changed.run();
        }
    }
}
