package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tarn.LoadingCache;
import dev.tarn.Options;
import dev.tarn.local.Heap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hit in the heap tier allocates nothing. */
class AllocationTest {
    private static final int CALLS = 200_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private int found;
    /** Keeps what was allocated from being optimized away. */
    @SuppressWarnings("UnusedVariable")
    private volatile Object kept = "";

    private double bytesPerCall(Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        double least = Double.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS);
        }
        return least;
    }

    private void count(@Nullable String value) {
        found += value == null ? 0 : 1;
    }

    @Test
    void hit_inTheHeap_allocatesNothing() {
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(1_000))
                    .expireAfterWrite(Duration.ofHours(1))
                    .loader(Origin.of())
                    .build();
            cache.put("k", "v");

            assertThat(bytesPerCall(() -> count(cache.getIfPresent("k")))).isLessThan(0.5);
            assertThat(bytesPerCall(() -> count(cache.get("k")))).isLessThan(0.5);
            assertThat(bytesPerCall(() -> count(cache.get("k", String::trim)))).isLessThan(0.5);
            cache.invalidateTag("red");
            assertThat(bytesPerCall(() -> count(cache.get("k")))).isLessThan(0.5);
            assertThat(bytesPerCall(() -> count(cache.getIfPresent("k")))).isLessThan(0.5);
            assertThat(found).isEqualTo(5 * 4 * CALLS);
        }
    }

    @Test
    void hit_whileReadsAreRecorded_allocatesNothing(@TempDir Path folder) throws IOException {
        try (Tarn tarn = Tarn.builder().executor(work -> {}).build()) {
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(1_000))
                    .loader(Origin.of())
                    .build();
            cache.put("k", "v");
            try (TraceRecording recording =
                    tarn.record("texts", TraceRecorder.to(folder.resolve("t")).sample(1))) {
                assertThat(bytesPerCall(() -> count(cache.get("k")))).isLessThan(0.5);
                assertThat(recording.dropped()).isPositive(); // nobody empties the ring, so all ways are gone
            }
        }
    }

    @Test
    void measurement_ofACallThatAllocates_isNotZero() {
        try (Tarn tarn = Tarn.builder().build()) {
            LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
                    .heap(Heap.maximumEntries(1_000))
                    .loader(Origin.of())
                    .build();
            cache.put("k", "v", Options.none());

            assertThat(bytesPerCall(() -> kept = cache.lookup("k"))).isGreaterThan(1);
        }
    }
}
