package dev.tarn.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.demo.DemoFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    @TempDir
    Path folder;

    private Path trace(String text) throws IOException {
        Path file = folder.resolve("some.trace.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    private static long[] take(KeySource.Cursor cursor, int count) {
        return LongStream.generate(cursor::next).limit(count).toArray();
    }

    @Test
    void accesses_withAndWithoutSizes_areReadInOrderAndStartAgain() throws IOException {
        Trace trace = Trace.read(trace("0\n1 4096\n0\n7 12\n"));

        assertThat(trace.accesses()).isEqualTo(4);
        assertThat(trace.uniqueKeys()).isEqualTo(3);
        assertThat(take(trace.cursor(1), 6)).containsExactly(1, 2, 1, 8, 1, 2);
        assertThat(trace.description()).contains("some.trace.gz", "4 accesses", "3 keys");
    }

    @Test
    void cursors_ofSeveralThreads_shareOneCourse() throws IOException {
        int accesses = 1_000;
        String text = IntStream.range(0, accesses).mapToObj(String::valueOf).collect(Collectors.joining("\n"));
        Trace trace = Trace.read(trace(text));
        KeySource.Cursor one = trace.cursor(1);
        KeySource.Cursor two = trace.cursor(2);
        List<Long> taken = new ArrayList<>();
        // Both have come to the end of a chunk after 480 keys each.
        for (int i = 0; i < 480; i++) {
            taken.add(one.next());
            taken.add(two.next());
        }

        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 960).boxed().toList());
    }

    @Test
    void trace_moreAccessesThanTheFirstArray_isReadWhole() throws IOException {
        int accesses = 70_000;
        String text = IntStream.range(0, accesses).mapToObj(String::valueOf).collect(Collectors.joining("\n"));

        assertThat(Trace.read(trace(text)).uniqueKeys()).isEqualTo(accesses);
    }

    @Test
    void trace_thatCannotBeRead_isRefusedWithTheReason() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "1\n2\n");
        Path empty = trace("");

        assertThatThrownBy(() -> Trace.read(folder.resolve("none")))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Trace.read(text)).hasMessageContaining("not gzip");
        assertThatThrownBy(() -> Trace.read(empty)).hasMessageContaining("no access");
    }

    @Test
    void line_notOfTheForm_isRefusedWithItsNumber() throws IOException {
        for (String line : List.of("x", "", "-1", "1,2", "9223372036854775807", "99999999999999999999")) {
            Path file = trace("1\n2\n" + line + "\n4\n");
            assertThatThrownBy(() -> Trace.read(file))
                    .as(line)
                    .isInstanceOf(DemoFailure.class)
                    .hasMessageContaining("line 3");
        }
    }
}
