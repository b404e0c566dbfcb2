package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFileTest {
    @TempDir
    Path folder;

    private Path written(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = compressed(name, Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static OutputStream compressed(String name, OutputStream out) throws IOException {
        if (name.endsWith(".gz")) {
            return new GZIPOutputStream(out);
        }
        if (name.endsWith(".zst")) {
            return new ZstdOutputStream(out);
        }
        return name.endsWith(".lz4") ? new LZ4FrameOutputStream(out) : out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"some.trace", "some.trace.gz", "some.trace.zst", "some.trace.lz4"})
    void read_ofEveryCompression_givesTheAccesses(String name) throws IOException {
        Trace trace = TraceFile.read(written(name, "7\n5\n7\n9\n"));

        assertThat(trace.name()).isEqualTo("some");
        assertThat(trace.keys()).containsExactly(0, 1, 0, 2);
        assertThat(trace.unique()).isEqualTo(3);
        assertThat(trace.sized()).isFalse();
        assertThat(trace.millis()).isNull();
        assertThat(trace.sample()).isEqualTo(1);
    }

    @Test
    void read_ofSizesAndTimes_takesTheFirstSizeAndNeverGoesBack() throws IOException {
        Trace trace = TraceFile.read(written("t", "a 10 5\nb 20 7\na 30 6\nc - 9\nb\n"));

        assertThat(trace.keys()).containsExactly(0, 1, 0, 2, 1);
        assertThat(trace.sizes()).containsExactly(10, 20, 1);
        assertThat(trace.sized()).isTrue();
        assertThat(trace.millis()).containsExactly(5, 7, 7, 9, 9);
    }

    @Test
    void read_ofARecording_knowsItsSample() throws IOException {
        Trace trace = TraceFile.read(written("t", "# tarn-trace 1 sample=0.25\n# key size milliseconds\n00ff - 3\n"));

        assertThat(trace.sample()).isEqualTo(0.25);
        assertThat(trace.sized()).isFalse();
        assertThat(trace.millis()).containsExactly(3);
    }

    @Test
    void read_ofManyKeys_tellsAllApart() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append(i).append('\n');
        }

        assertThat(TraceFile.read(written("t", text.toString())).unique()).isEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n2 x\n", "1\n2 -5\n", "1\n 2\n", "1\n2 99999999999\n", "1\n# tarn-trace 1 sample=2\n"})
    void read_ofWhatIsNoAccess_namesTheLine(String text) throws IOException {
        Path file = written("bad", text);

        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2 of bad");
    }
}
