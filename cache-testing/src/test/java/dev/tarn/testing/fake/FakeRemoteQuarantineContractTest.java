package dev.tarn.testing.fake;

import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.contract.RemoteQuarantineContract;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;

class FakeRemoteQuarantineContractTest extends RemoteQuarantineContract {
    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);

    @Override
    protected RemoteStore connect() {
        return server.connect();
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
