package dev.tarn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTest {
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, 2_147_483_648L, Long.MAX_VALUE})
    void maximumEntries_outOfRange_isRefusedWithOptionValueAndLimit(long entries) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heap.maximumEntries(entries))
                .withMessage("Heap.maximumEntries is " + entries + ", it must be from 1 to 2147483647");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE})
    void maximumWeight_outOfRange_isRefusedWithOptionValueAndLimit(long weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heap.maximumWeight(weight, (String key, String value) -> 1))
                .withMessage("Heap.maximumWeight is " + weight + ", it must be from 1 to 1152921504606846976");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1023})
    void maximumEncodedBytes_tooSmall_isRefusedWithOptionValueAndLimit(long bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Heap.maximumEncodedBytes(bytes))
                .withMessageStartingWith("Heap.maximumEncodedBytes is " + bytes + ", it must be from 1024 to ");
    }

    @Test
    void maximumEncodedBytes_aboveTheHeapOfTheJvm_isRefusedWhenOpened() {
        long most = Runtime.getRuntime().maxMemory();
        Heap heap = Heap.maximumEncodedBytes(most + 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Stores.open(heap))
                .withMessage("Heap.maximumEncodedBytes of cache 'products' is " + (most + 1)
                        + ", it must be from 1024 to " + most);
    }

    @Test
    void copyValues_setTwice_isRefused() {
        Heap heap = Heap.maximumEntries(1).copyValues();

        assertThatIllegalStateException()
                .isThrownBy(() -> heap.copyValues(UnaryOperator.identity()))
                .withMessage("copyValues was already set to codec, it can be set once");
    }

    @Test
    void copyValues_doesNotChangeTheDescriptionItWasAskedOf() {
        Heap heap = Heap.maximumEntries(7);
        UnaryOperator<List<String>> copy = ArrayList::new;

        assertThat(heap.copyValues(copy)).hasToString("Heap[maximumEntries=7, copyValues=function]");
        assertThat(heap).hasToString("Heap[maximumEntries=7]");
    }

    @Test
    void executor_ofTheReader_runsTheUpkeepOfReadsThere() {
        AtomicInteger tasks = new AtomicInteger();
        var store = Stores.open(Heap.maximumEntries(100).executor(task -> {
            tasks.incrementAndGet();
            task.run();
        }));
        for (int i = 0; i < 100; i++) { // before it is half full, Caffeine does not care what is read
            store.put("k" + i, Stores.entry(1, "v"), currentVersion -> true);
        }
        int before = tasks.get();
        for (int i = 0; i < 100; i++) {
            store.get("k" + i);
        }

        assertThat(tasks.get()).isGreaterThan(before);
    }

    @Test
    void open_twice_givesStoresOfTheirOwn() {
        Heap heap = Heap.maximumEntries(10);
        var one = Stores.open(heap);
        var other = Stores.open(heap);

        one.put("k", Stores.entry(1, "v"), currentVersion -> true);

        assertThat(one.get("k")).isNotNull();
        assertThat(other.get("k")).isNull();
        assertThat(heap.tier()).isEqualTo("heap").isEqualTo(one.tier());
    }
}
