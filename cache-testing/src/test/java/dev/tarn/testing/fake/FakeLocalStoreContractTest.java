package dev.tarn.testing.fake;

import dev.tarn.spi.LocalStore;
import dev.tarn.testing.contract.LocalStoreContract;

class FakeLocalStoreContractTest extends LocalStoreContract {
    @Override
    protected LocalStore<Long, String> open() {
        return new FakeLocalStore<>("heap");
    }
}
