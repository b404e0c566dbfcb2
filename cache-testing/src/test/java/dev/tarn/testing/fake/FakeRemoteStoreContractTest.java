package dev.tarn.testing.fake;

import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.contract.RemoteStoreContract;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;

class FakeRemoteStoreContractTest extends RemoteStoreContract {
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
