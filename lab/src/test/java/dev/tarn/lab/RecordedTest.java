package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.Cache;
import dev.tarn.local.Heap;
import dev.tarn.testing.time.FakeClock;
import dev.tarn.tiered.Tarn;
import dev.tarn.tiered.TraceRecorder;
import dev.tarn.tiered.TraceRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cache in production has recorded can be replayed. */
class RecordedTest {
    private static final Trace SKEWED = Traces.skewed(2_000, 30_000, 19);

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock();

    private Trace recorded(double sample) throws IOException {
        Path file = folder.resolve("reads.trace.gz");
        try (Tarn tarn = Tarn.builder()
                .clock(clock)
                .scheduler(clock)
                .executor(Runnable::run)
                .build()) {
            Cache<Integer, String> cache = tarn.cache("reads", Integer.class, String.class)
                    .keyCodec(SizeCodec.keys())
                    .heap(Heap.maximumEntries(100))
                    .build();
            try (TraceRecording recording =
                    tarn.record("reads", TraceRecorder.to(file).sample(sample))) {
                for (int i = 0; i < SKEWED.length(); i++) {
                    cache.get(SKEWED.keys()[i], key -> "value");
                    if (i % 1_000 == 0) {
                        clock.advance(Duration.ofMillis(100));
                    }
                }
                assertThat(recording.dropped()).isZero();
            }
        }
        return TraceFile.read(file);
    }

    @Test
    void recording_ofAllKeys_replaysAsWhatWasRead() throws IOException {
        Trace trace = recorded(1);

        assertThat(trace.keys()).isEqualTo(SKEWED.keys());
        assertThat(trace.sample()).isEqualTo(1);
        assertThat(trace.millis()).isNotNull().startsWith(0).endsWith(3_000);
    }

    @Test
    void recording_ofSomeKeys_hasAllTheirReads() throws IOException {
        Trace trace = recorded(0.25);
        int[] counts = new int[SKEWED.unique()];
        for (int key : SKEWED.keys()) {
            counts[key]++;
        }
        int[] recorded = new int[trace.unique()];
        for (int key : trace.keys()) {
            recorded[key]++;
        }

        assertThat(trace.sample()).isEqualTo(0.25);
        assertThat(trace.unique()).isBetween(SKEWED.unique() / 8, SKEWED.unique() / 2);
        for (int count : recorded) {
            assertThat(counts).contains(count);
        }
        StackDistances distances = StackDistances.of(trace, false);
        assertThat(distances.percent(trace.unique()))
                .isEqualTo(100.0 * (trace.length() - trace.unique()) / trace.length());
    }
}
