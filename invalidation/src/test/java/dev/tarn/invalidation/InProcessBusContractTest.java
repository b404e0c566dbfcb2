package dev.tarn.invalidation;

import dev.tarn.spi.InvalidationBus;
import dev.tarn.testing.contract.BusContract;
import org.junit.jupiter.api.AfterEach;

class InProcessBusContractTest extends BusContract {
    private final InProcessBus bus = InProcessBus.builder().shards(5).build();

    @Override
    protected InvalidationBus connect() {
        return bus.node();
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }
}
