package dev.tarn.testing.contract;

import dev.tarn.spi.BusListener;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.Position;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what a bus says, for a test to look at. Thread-safe. */
public final class RecordingListener implements BusListener {
    private final List<Invalidation> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger disconnected = new AtomicInteger();

    @Override
    public void onMessage(Invalidation message) {
        messages.add(message);
    }

    @Override
    public void onConnected() {
        connected.incrementAndGet();
    }

    @Override
    public void onDisconnected() {
        disconnected.incrementAndGet();
    }

    /** Returns the messages heard so far, in their order. */
    public List<Invalidation> messages() {
        return List.copyOf(messages);
    }

    /** Returns the messages heard so far whose change is at one of the positions, in the order heard. */
    public List<Invalidation> at(List<Position> positions) {
        return messages.stream()
                .filter(message -> positions.contains(message.current()))
                .toList();
    }

    /** Returns how often the channel said that it is connected. */
    public int connections() {
        return connected.get();
    }

    /** Returns how often the channel said that the connection is lost. */
    public int disconnections() {
        return disconnected.get();
    }
}
