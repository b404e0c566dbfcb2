package dev.tarn.testing.fake;

import dev.tarn.spi.InvalidationBus;
import dev.tarn.testing.contract.BusContract;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;

class FakeBusContractTest extends BusContract {
    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);

    @Override
    protected InvalidationBus connect() {
        return server.connect().bus();
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
