package dev.tarn.demo.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Frame frame = new Frame(null, Span.empty(), Span.empty(), null);

    private Screen screen(boolean terminal) {
        return new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
    }

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void frames_withoutATerminal_arePlainLines() {
        Screen screen = screen(false);
        screen.show(frame);
        screen.show(frame);

        assertThat(shown().lines()).hasSize(2).allMatch(line -> line.contains("hit rate"));
        assertThat(shown()).doesNotContain("\033");
    }

    @Test
    void frames_onATerminal_areDrawnOverTheLastOne() {
        int lines = Report.table(frame).size();
        Screen screen = screen(true);
        screen.show(frame);
        assertThat(shown()).doesNotContain("\033");
        screen.show(frame);

        assertThat(shown()).containsOnlyOnce("\033[" + lines + "A\r\033[J");
    }

    @Test
    void note_onATerminal_standsAboveTheTable() {
        Screen screen = screen(true);
        screen.show(frame);
        bytes.reset();
        screen.note("something happened");

        String[] drawn = shown().split("\033\\[J", -1)[1].split("\n", -1);
        assertThat(drawn[0]).isEqualTo("something happened");
        assertThat(drawn[1]).contains("since start");
    }

    @Test
    void summary_onATerminal_replacesTheTable() {
        Screen screen = screen(true);
        screen.show(frame);
        bytes.reset();
        screen.summarise(frame);
        screen.note("after");

        assertThat(shown()).containsOnlyOnce("\033[J").contains("summary of").endsWith("after\n");
    }
}
