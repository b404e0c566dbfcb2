package dev.tarn.testing.fake;

import dev.tarn.spi.CacheId;
import dev.tarn.spi.Position;
import dev.tarn.spi.RemoteStore;
import dev.tarn.testing.contract.RemoteHistoryContract;
import dev.tarn.testing.time.FakeClock;
import java.time.Duration;

class FakeRemoteHistoryContractTest extends RemoteHistoryContract {
    private final FakeClock clock = new FakeClock();
    private final FakeServer server = new FakeServer(clock);

    @Override
    protected RemoteStore connect() {
        return server.connect();
    }

    @Override
    protected void lose(CacheId cache, Position step) {
        server.loseStep(cache, step);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
