package dev.tarn.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BenchTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void list_namesEverySubjectOnce() throws Exception {
        assertThat(Bench.run(new String[] {"--list"}, out)).isZero();

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("heap-hit", "remote", "scale-heap-threads");
        assertThat(Subjects.all()).extracting(Subject::name).doesNotHaveDuplicates();
    }

    /** What users are told, and what keeps a subject from growing unnoticed. */
    @Test
    void allSubjects_take10MinutesQuickAnd90InFull() {
        assertThat(Subjects.seconds(Subjects.all(), "quick")).isBetween(9 * 60, 13 * 60);
        assertThat(Subjects.seconds(Subjects.all(), "full")).isBetween(75 * 60, 95 * 60);
    }

    @Test
    void unknownSubjectsAndOptions_areRefused() throws Exception {
        assertThat(Bench.run(new String[] {"no-such-subject"}, out)).isEqualTo(2);
        assertThat(Bench.run(new String[] {"--quik"}, out)).isEqualTo(2);
        assertThat(Bench.run(new String[] {"--out"}, out)).isEqualTo(2);
        assertThat(Bench.run(new String[] {"--traces"}, out)).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("bin/bench --list");
    }

    @Test
    void processors_countWhatOthersUse() throws Exception {
        assertThat(new Processors(200, 120, 50).othersSince(new Processors(100, 40, 20)))
                .isEqualTo(0.5);
        assertThat(new Processors(0, 0, 0).othersSince(new Processors(0, 0, 0))).isNegative();
        assertThat(Processors.now().own()).isNotNegative();
    }
}
