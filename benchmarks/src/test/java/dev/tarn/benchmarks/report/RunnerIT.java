package dev.tarn.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerIT {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    private static Subject like(String name, String command, String options) {
        return like(name, command, new Effort(options, 60));
    }

    private static Subject like(String name, String command, Effort effort) {
        Subject subject = Subjects.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new Subject(name, subject.title(), command, effort, effort, subject.shape());
    }

    @Test
    void measure_ofASubjectThatWorksAndOneThatDoesNot_reportsBoth() throws Exception {
        Subject codecs = like("codecs", "Codecs", "--rounds 2 --warmup 0 --millis 10");
        Subject broken = like("remote", "RemoteReads", "--no-such-option 1");

        boolean well = new Runner(folder, "-", out).measure("now", "quick", List.of(codecs, broken));

        assertThat(well).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("2 subjects, about 2 minutes", "codecs", "about 60 s expected", "FAILED");
        assertThat(folder.resolve("report.md"))
                .content()
                .contains("| encode |", "tarn.kryo", "fory", "it ended with 1, so figures may be missing");
        assertThat(folder.resolve("report.html")).content().contains("<svg", "tarn.kryo");
        assertThat(folder.resolve("codecs.jsonl")).content().contains("\"call\":\"decode\"");
    }

    @Test
    void measure_ofASubjectThatDoesNotEnd_endsItAndGoesOn() throws Exception {
        Subject endless = like("codecs", "Codecs", new Effort("--rounds 1 --warmup 0 --millis 3600000", 1));
        Subject unknown = like("remote", "RemoteReads", "--no-such-option 1");

        boolean well = new Runner(folder, "-", out, Duration.ZERO).measure("now", "quick", List.of(endless, unknown));

        assertThat(well).isFalse();
        assertThat(folder.resolve("report.md")).content().contains("it ended with 143", "it ended with 1,");
    }

    @Test
    void reportAgain_ofWhatWasKept_writesTheSame() throws Exception {
        new Runner(folder, "-", out)
                .measure("now", "quick", List.of(like("codecs", "Codecs", "--rounds 1 --warmup 0 --millis 10")));
        String first = Files.readString(folder.resolve("report.md"));
        Files.delete(folder.resolve("report.md"));

        new Runner(folder, "-", out).reportAgain();

        assertThat(folder.resolve("report.md")).content().isEqualTo(first);
    }
}
