package dev.tarn.local;

import dev.tarn.spi.Clock;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStoreFactory.Context;
import dev.tarn.testing.contract.LocalStoreContract;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;

class HeapStoreContractTest {
    private static LocalStore<Long, String> open(Heap heap) {
        return heap.open(new Context<>(
                "test", Long.class, String.class, new NoCodecs<>(), Clock.system(), (key, entry, cause) -> {}));
    }

    @Nested
    class BoundedByEntries extends LocalStoreContract {
        @Override
        protected LocalStore<Long, String> open() {
            return HeapStoreContractTest.open(Heap.maximumEntries(20_000));
        }
    }

    @Nested
    class BoundedByWeight extends LocalStoreContract {
        @Override
        protected LocalStore<Long, String> open() {
            return HeapStoreContractTest.open(
                    Heap.maximumWeight(20_000_000, (Long key, String value) -> value.length()));
        }
    }

    @Nested
    class Copying extends LocalStoreContract {
        @Override
        protected LocalStore<Long, String> open() {
            UnaryOperator<String> copy = text -> new String(text.toCharArray());
            return HeapStoreContractTest.open(Heap.maximumEntries(20_000).copyValues(copy));
        }
    }
}
