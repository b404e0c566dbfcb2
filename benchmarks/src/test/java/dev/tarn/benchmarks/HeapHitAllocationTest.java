package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapHitAllocationTest {
    private static final int ENTRIES = 1_000;
    private static final int READS = 2_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({"TARN, STRING", "TARN, LONG", "TARN_BOUND, STRING", "TARN_BOUND, LONG"})
    void hits_ofWarmCode_allocateNothing(HeapRival rival, HeapKeys keys) {
        try (HeapSubject cache = rival.open(ENTRIES)) {
            for (int i = 0; i < ENTRIES; i++) {
                cache.put(keys.key(i), "value:" + i);
            }
            Object[] sample = keys.sample(ENTRIES, 1 << 12, 3);
            read(cache, sample);

            assertThat(read(cache, sample)).isLessThan(1.0);
            // hits, not loads; a pause of the machine may put a few reads of the bounded cache in doubt
            assertThat(cache.misses()).isLessThan(READS / 10_000L);
        }
    }

    /** Returns the bytes that this thread allocated for each read. */
    private static double read(HeapSubject cache, Object[] sample) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < READS; i++) {
            Object key = sample[i & (sample.length - 1)];
            if (cache.get(key) != cache.getIfPresent(key)) {
                throw new AssertionError("two values of " + key);
            }
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (2.0 * READS);
    }
}
