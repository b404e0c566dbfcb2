package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import dev.tarn.testing.time.FakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRecordingTest {
    private static final Duration TENTH = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock();
    private final Tarn tarn =
            Tarn.builder().clock(clock).scheduler(clock).executor(Runnable::run).build();
    private final LoadingCache<String, String> cache = tarn.cache("texts", String.class, String.class)
            .heap(Heap.maximumEntries(100_000))
            .loader(Origin.of())
            .build();

    @AfterEach
    void close() {
        tarn.close();
    }

    private TraceRecorder all() {
        return TraceRecorder.to(folder.resolve("trace.gz")).sample(1);
    }

    /** Returns the accesses in the file: mark, size and time of each. */
    private List<String[]> accesses() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("trace.gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        }
    }

    @Test
    void reads_ofEveryKind_areEachRecordedOnce() throws IOException {
        try (TraceRecording recording = tarn.record("texts", all())) {
            cache.get("apple"); // a miss
            clock.advance(TENTH);
            cache.get("apple"); // a hit
            cache.getIfPresent("apple");
            cache.getIfPresent("pear");
            cache.lookup("apple");
            cache.getAll(List.of("apple", "plum"));
            cache.async().get("apple").join();
            clock.advance(TENTH);

            assertThat(recording.recorded()).isEqualTo(8);
            assertThat(recording.dropped()).isZero();
        }

        List<String[]> accesses = accesses();
        String apple = accesses.get(0)[0];
        assertThat(accesses)
                .extracting(line -> line[0].equals(apple))
                .containsExactly(true, true, true, false, true, true, false, true);
        assertThat(accesses).extracting(line -> line[2]).startsWith("0", "100").endsWith("100");
        assertThat(new HashSet<>(accesses.stream().map(line -> line[0]).toList()))
                .hasSize(3);
    }

    @Test
    void file_ofARecording_holdsNothingOfKeysAndDiffersFromTheNext() throws IOException {
        tarn.record("texts", all()).close();
        Set<String> marks = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            Files.delete(folder.resolve("trace.gz"));
            try (TraceRecording recording = tarn.record("texts", all())) {
                cache.get("apple");
                assertThat(recording.isRunning()).isTrue();
            }
            assertThat(accesses()).singleElement().satisfies(line -> {
                assertThat(line[0]).matches("[0-9a-f]{16}");
                marks.add(line[0]);
            });
        }

        assertThat(marks).hasSize(2);
    }

    @Test
    void sample_ofKeys_hasAllReadsOfAKeyOrNone() throws IOException {
        try (TraceRecording recording = tarn.record("texts", all().sample(0.5))) {
            for (int i = 0; i < 3_000; i++) {
                cache.get("key-" + i % 1_000);
            }
            assertThat(recording.dropped()).isZero();
        }

        List<String> marks = accesses().stream().map(line -> line[0]).toList();
        Set<String> keys = new HashSet<>(marks);
        assertThat(keys).hasSizeBetween(350, 650);
        assertThat(marks).hasSize(3 * keys.size());
    }

    @Test
    void reads_beyondTheRing_areDroppedAndCounted() throws IOException {
        int reads = 20_000;
        try (TraceRecording recording = tarn.record("texts", all())) {
            for (int i = 0; i < reads; i++) {
                cache.get("key");
            }
            clock.advance(TENTH);

            assertThat(recording.dropped()).isPositive();
            assertThat(recording.recorded() + recording.dropped()).isEqualTo(reads);
        }
    }

    @Test
    void recording_whoseFileIsFull_endsWithinItsBytes() throws IOException {
        int most = 2_000;
        try (TraceRecording recording = tarn.record("texts", all().maximumBytes(most))) {
            for (int i = 0; i < 10_000 && recording.isRunning(); i++) {
                cache.get("key-" + i);
                if (i % 50 == 0) {
                    clock.advance(TENTH);
                }
            }

            assertThat(recording.isRunning()).isFalse();
            assertThat(Files.size(folder.resolve("trace.gz"))).isBetween(most / 2L, (long) most);
            assertThat(recording.bytes()).isEqualTo(Files.size(folder.resolve("trace.gz")));
            assertThat(accesses()).hasSize((int) recording.recorded());
        }
    }

    @Test
    void recording_whoseTimeIsOver_endsByItself() throws IOException {
        TraceRecording recording = tarn.record("texts", all().maximumTime(Duration.ofSeconds(1)));
        cache.get("apple");
        clock.advance(Duration.ofSeconds(2));
        cache.get("apple");

        assertThat(recording.isRunning()).isFalse();
        assertThat(accesses()).hasSize(1);
    }

    @Test
    void recordings_ofOneCache_areOneAtATime() throws IOException {
        try (TraceRecording first = tarn.record("texts", all())) {
            TraceRecorder other = TraceRecorder.to(folder.resolve("other.gz"));

            assertThatThrownBy(() -> tarn.record("texts", other)).isInstanceOf(IllegalStateException.class);
            assertThat(folder.resolve("other.gz")).doesNotExist();
            assertThat(first.isRunning()).isTrue();
        }
        assertThatThrownBy(() -> tarn.record("texts", all())).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> tarn.record("none", all())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void close_ofTheCache_completesTheFile() throws IOException {
        TraceRecording recording = tarn.record("texts", all());
        cache.get("apple");
        tarn.close();

        assertThat(recording.isRunning()).isFalse();
        assertThat(accesses()).hasSize(1);
    }

    @Test
    void close_ofARecording_leavesNoTaskBehind() throws IOException {
        int before = clock.scheduled();
        try (TraceRecording recording = tarn.record("texts", all())) {
            assertThat(recording.isRunning()).isTrue();
            assertThat(clock.scheduled()).isEqualTo(before + 1);
        }

        assertThat(clock.scheduled()).isEqualTo(before);
    }

    @Test
    void reads_afterARecording_wantNoKeysAnyMore() throws IOException {
        ReadSamples<?, ?> samples =
                ((TieredCache<?, ?>) (Cache<?, ?>) cache).core().samples();
        assertThat(samples.isDue()).isFalse();
        tarn.record("texts", all()).close();
        cache.get("apple");

        assertThat(samples.isDue()).isFalse();
    }
}
