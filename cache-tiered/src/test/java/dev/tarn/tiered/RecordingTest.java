package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder is told, and that it is told nothing unless a recording asks for it. */
class RecordingTest {
    @TempDir
    Path folder;

    private List<RecordedEvent> recorded(boolean enabled, Runnable work) throws IOException {
        Path file = folder.resolve(enabled + ".jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("dev.tarn.Load", "dev.tarn.RemoteCall", "dev.tarn.Invalidation")) {
                if (enabled) {
                    recording.enable(event);
                } else {
                    recording.disable(event);
                }
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.tarn."))
                .toList();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    private static void work() {
        try (Lab lab = new Lab()) {
            Origin origin = Origin.of("k", "v");
            LoadingCache<String, String> cache = lab.node().cache(origin);
            Cache<String, String> elsewhere = lab.node().cache();
            cache.get("k");
            origin.failure = new IOException("bad");
            assertThatThrownBy(() -> cache.get("other")).hasRootCause(origin.failure);
            elsewhere.invalidate("k");
            lab.settle();
        }
    }

    @Test
    void events_thatARecordingWants_tellOfLoadsCallsAndInvalidations() throws IOException {
        List<RecordedEvent> events = recorded(true, RecordingTest::work);

        assertThat(of(events, "dev.tarn.Load"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getString("cache")).isEqualTo("lab:texts"))
                .extracting(event -> event.getString("failure"))
                .containsExactly(null, "java.io.IOException");
        assertThat(of(events, "dev.tarn.RemoteCall"))
                .extracting(event -> event.getString("operation"))
                .contains("begin", "fill", "invalidate");
        assertThat(of(events, "dev.tarn.Invalidation"))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getInt("names")).isEqualTo(1));
    }

    @Test
    void events_thatNoRecordingWants_areNotMade() throws IOException {
        assertThat(recorded(false, RecordingTest::work)).isEmpty();
    }
}
