package dev.tarn.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.micrometer.TarnMeters;
import dev.tarn.tiered.Tarn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A hit in the heap tier with everything on. */
class WatchedHitTest {
    private static final int KEYS = 1 << 10;
    private static final int READS = 2_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void hits_withMetersAndConsole_allocateNothing_andTheirKeysAreSampled() {
        Console console = Console.builder().showKeys().build();
        try (Tarn tarn = Tarn.builder()
                .meters(console.meters(TarnMeters.of(new SimpleMeterRegistry())))
                .build()) {
            Cache<String, String> cache = tarn.cache("heap", String.class, String.class)
                    .heap(Heap.maximumEntries(KEYS))
                    .build();
            String[] keys = new String[KEYS];
            for (int i = 0; i < KEYS; i++) {
                keys[i] = "key" + i;
                cache.put(keys[i], "value");
            }
            read(cache, keys);

            // The keys that are sampled cost something: 200 a second, whatever the number of reads.
            assertThat(read(cache, keys)).isLessThan(1.0);
            while (console.state().contains("\"hot\":[]")) {
                read(cache, new String[] {keys[7]}); // the same key, until two samples of it are there
            }
        }
    }

    /** Returns the bytes that this thread allocated for each read. */
    private static double read(Cache<String, String> cache, String[] keys) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < READS; i++) {
            if (cache.getIfPresent(keys[i & (keys.length - 1)]) == null) {
                throw new AssertionError("a hit was none");
            }
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) READS;
    }
}
