package dev.tarn.tiered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.Cache;
import dev.tarn.LoadingCache;
import dev.tarn.local.Heap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder is told, and that it is told nothing unless a recording asks for it. */
class RecordingTest {
    private static final Path SETTINGS = Path.of("..", "docs", "tarn.jfc");
    private static final List<String> EVENTS = List.of(
            "dev.tarn.Load", "dev.tarn.RemoteCall", "dev.tarn.Invalidation", "dev.tarn.Gap", "dev.tarn.EvictionStorm");

    @TempDir
    Path folder;

    private List<RecordedEvent> recorded(boolean enabled, Runnable work) throws IOException {
        Path file = folder.resolve(enabled + ".jfr");
        try (Recording recording = new Recording()) {
            for (String event : EVENTS) {
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

    @Test
    void gap_inTheMessages_isToldWithWhatTheLogMadeUpFor() throws IOException {
        List<RecordedEvent> events = recorded(true, RecordingTest::loseOneMessage);

        assertThat(of(events, "dev.tarn.Gap")).singleElement().satisfies(gap -> {
            assertThat(gap.getString("cache")).isEqualTo("lab:texts");
            assertThat(gap.getLong("replays"))
                    .as("the lost one and the one that betrayed it")
                    .isEqualTo(2);
            assertThat(gap.getBoolean("closed")).isTrue();
        });
        assertThat(recorded(false, RecordingTest::loseOneMessage)).isEmpty();
    }

    private static void loseOneMessage() {
        try (Lab lab = new Lab()) {
            Cache<String, String> first = lab.node().cache();
            lab.node().cache();
            lab.pass(Duration.ofSeconds(1));
            lab.server.mute();
            first.put("k", "lost");
            lab.settle();
            lab.server.unmute();
            first.put("k", "heard");
            lab.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void storm_ofEvictions_isToldOnceASecond_andFewEvictionsAreNone() throws IOException {
        assertThat(of(recorded(true, () -> evict(3 * EvictionWatch.STORM)), "dev.tarn.EvictionStorm"))
                .singleElement()
                .satisfies(storm -> {
                    assertThat(storm.getString("cache")).isEqualTo("lab:texts");
                    assertThat(storm.getString("tier")).isEqualTo("heap");
                    assertThat(storm.getInt("entries")).isGreaterThanOrEqualTo(EvictionWatch.STORM);
                });
        assertThat(of(recorded(true, () -> evict(EvictionWatch.STORM / 2)), "dev.tarn.EvictionStorm"))
                .isEmpty();
        assertThat(of(recorded(false, () -> evict(3 * EvictionWatch.STORM)), "dev.tarn.EvictionStorm"))
                .isEmpty();
    }

    private static void evict(int entries) {
        try (Lab lab = new Lab()) {
            Cache<String, String> cache =
                    lab.node().describe().heap(Heap.maximumEntries(1)).build();
            for (int i = 0; i < entries; i++) {
                cache.put("k" + i, "v");
            }
            lab.settle();
        }
    }

    @Test
    void settings_haveEveryEvent_andWhatTheyRecordCanBePrinted() throws Exception {
        Configuration settings = Configuration.create(SETTINGS);
        assertThat(settings.getSettings()).containsOnlyKeys(keys(settings));
        assertThat(EVENTS)
                .allSatisfy(event -> assertThat(settings.getSettings()).containsEntry(event + "#enabled", "true"));

        Path file = folder.resolve("settings.jfr");
        try (Recording recording = new Recording(settings)) {
            recording.enable("dev.tarn.Load").withoutThreshold();
            recording.start();
            work();
            recording.stop();
            recording.dump(file);
        }
        assertThat(printed("--events", "dev.tarn.*", file.toString()))
                .contains("dev.tarn.Load {", "cache = \"lab:texts\"", "dev.tarn.Invalidation {")
                .doesNotContain("jdk.");
    }

    private static String[] keys(Configuration settings) {
        return settings.getSettings().keySet().stream()
                .filter(key -> EVENTS.contains(key.substring(0, key.indexOf('#'))))
                .toArray(String[]::new);
    }

    private static String printed(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jfr").toString(), "print"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
