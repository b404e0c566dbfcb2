package dev.tarn.invalidation;

import dev.tarn.CacheClosedException;
import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.InvalidationBus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One node's own end of a bus: closing it leaves the other nodes alone. Thread-safe. */
final class InProcessNode implements InvalidationBus {
    private final InvalidationBus bus;
    private final List<BusChannel> channels = new ArrayList<>();
    private boolean closed;

    InProcessNode(InvalidationBus bus) {
        this.bus = bus;
    }

    @Override
    public synchronized BusChannel open(CacheId cache, BusListener listener) {
        if (closed) {
            throw new CacheClosedException("node of an in-process bus");
        }
        BusChannel channel = bus.open(cache, listener);
        channels.add(channel);
        return channel;
    }

    @Override
    public Duration pollBudget() {
        return bus.pollBudget();
    }

    @Override
    public synchronized void close() {
        closed = true;
        channels.forEach(BusChannel::close);
        channels.clear();
    }
}
