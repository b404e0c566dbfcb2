package dev.tarn.local.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tarn.spi.Clock;
import dev.tarn.spi.Entry;
import dev.tarn.spi.LocalStore;
import dev.tarn.spi.LocalStore.Guard;
import dev.tarn.spi.Traits;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class OffHeapTest {
    @Test
    void maximumBytes_outOfRange_isRefusedWithTheLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OffHeap.maximumBytes(1000))
                .withMessage("OffHeap.maximumBytes is 1000, it must be from 1048576 to 1099511627776");
        OffHeap tier = OffHeap.maximumBytes(1 << 20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tier.maximumEntryBytes(1 << 19))
                .withMessage("OffHeap.maximumEntryBytes is 524288, it must be from 64 to 262144");
    }

    @Test
    void open_moreThanTheJvmAllows_namesTheFlagAndBothFigures() {
        OffHeap tier = OffHeap.maximumBytes(1L << 40);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tier.open(Texts.numbersToTexts()).close())
                .withMessageContaining("-XX:MaxDirectMemorySize is ")
                .withMessageContaining("OffHeap.maximumBytes is 1099511627776")
                .withMessageContaining("cache 'test'");
    }

    /** Many stores one after the other fit where all together would not: what is closed is not promised any more. */
    @Test
    void open_afterOthersWereClosed_hasTheirMemory() {
        OffHeap tier = OffHeap.maximumBytes(Runtime.getRuntime().maxMemory() / 3);
        for (int i = 0; i < 6; i++) {
            tier.open(Texts.numbersToTexts()).close();
        }
        try (LocalStore<Long, String> one = tier.open(Texts.numbersToTexts())) {
            assertThat(one.size()).isZero();
        }
    }

    @Test
    void open_afterOthersFailed_hasTheMemoryThatTheyWerePromised() {
        OffHeap tier = OffHeap.maximumBytes(Runtime.getRuntime().maxMemory() / 3);
        for (int i = 0; i < 6; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> tier.open(Texts.withoutCodecs()).close())
                    .withMessage("no codecs");
        }
        try (LocalStore<Long, String> one = tier.open(Texts.numbersToTexts())) {
            assertThat(one.size()).isZero();
        }
    }

    @Test
    @EnabledForJreRange(
            max = JRE.JAVA_21,
            disabledReason = "from 22 on the memory is that of an arena, which the JDK does not count")
    void close_fullStore_freesTheMemoryAtOnce() {
        LocalStore<byte[], byte[]> store = OffHeap.maximumBytes(128 << 20).open(Texts.bytesToBytes());
        byte[] value = new byte[8_000];
        for (int i = 0; i < 14_000; i++) {
            long now = Clock.system().nanos();
            byte[] key = {(byte) i, (byte) (i >> 8), (byte) (i >> 16)};
            store.put(key, new Entry<>(value, 1, now, now, now, now, Traits.NONE), Guard.ALWAYS);
        }
        long before = direct();
        store.close();
        assertThat(before - direct()).isGreaterThan(100L << 20);
    }

    /** Returns the bytes of all direct buffers. */
    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
