package dev.tarn.testing.fault;

import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.contract.RemoteQuarantineContract;
import dev.tarn.testing.fake.FakeServer;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;

class FaultyRemoteQuarantineContractTest extends RemoteQuarantineContract {
    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);

    @Override
    protected RemoteStore connect() {
        return new FaultyRemoteStore(server.connect(), clock, 1);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
