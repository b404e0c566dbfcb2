package dev.tarn.local.offheap;

import dev.tarn.spi.LocalStore;
import dev.tarn.testing.contract.LocalStoreContract;

class OffHeapStoreContractTest extends LocalStoreContract {
    @Override
    protected LocalStore<Long, String> open() {
        return OffHeap.maximumBytes(4 << 20).open(Texts.numbersToTexts());
    }
}
