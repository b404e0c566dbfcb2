package dev.tarn.tiered;

import dev.tarn.spi.BusChannel;
import dev.tarn.spi.BusListener;
import dev.tarn.spi.CacheId;
import dev.tarn.spi.Invalidation;
import dev.tarn.spi.InvalidationBus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Loses the messages of another bus while a test says so; the log behind it stays true. */
final class LossyBus implements InvalidationBus {
    private final InvalidationBus bus;
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean losing;

    LossyBus(InvalidationBus bus) {
        this.bus = bus;
    }

    void losing(boolean now) {
        losing = now;
    }

    int lost() {
        return lost.get();
    }

    @Override
    public BusChannel open(CacheId cache, BusListener listener) {
        return bus.open(cache, new BusListener() {
            @Override
            public void onMessage(Invalidation message) {
                if (losing) {
                    lost.incrementAndGet();
                } else {
                    listener.onMessage(message);
                }
            }

            @Override
            public void onConnected() {
                listener.onConnected();
            }

            @Override
            public void onDisconnected() {
                listener.onDisconnected();
            }
        });
    }

    @Override
    public Duration pollBudget() {
        return bus.pollBudget();
    }

    @Override
    public void close() {
        bus.close();
    }
}
