package dev.tarn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path trace = Path.of("");

    @BeforeEach
    void write() throws IOException {
        trace = folder.resolve("small.trace");
        Files.writeString(
                trace,
                Arrays.stream(Traces.skewed(500, 20_000, 17).keys())
                        .mapToObj(key -> key + "\n")
                        .collect(Collectors.joining()));
    }

    private int run(String... options) {
        String[] args = Arrays.copyOf(options, options.length + 1);
        args[options.length] = trace.toString();
        return Lab.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void run_withoutOptions_printsCurvesFromSmallToAll() {
        assertThat(run()).as(err::toString).isZero();

        assertThat(out.toString())
                .contains(
                        "small: 20,000 accesses to 500 keys",
                        "heap tier",
                        "off-heap tier",
                        "LRU",
                        "optimum",
                        "doubled heap");
        assertThat(out.toString().lines().filter(line -> line.strip().startsWith("500 ")))
                .singleElement()
                .asString()
                .contains("97.50")
                .doesNotContain("-");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void run_ofTiersTogether_saysWhatDoublingBuys() {
        assertThat(run(
                        "--heap",
                        "50",
                        "--off-heap",
                        "1MiB",
                        "--remote",
                        "unlimited",
                        "--entry-bytes",
                        "8000",
                        "--no-curves"))
                .as(err::toString)
                .isZero();

        assertThat(out.toString())
                .contains(
                        "Doubling the heap tier from 50 to 100 entries",
                        "Doubling the off-heap tier from 1.00 MiB to 2.00 MiB")
                .doesNotContain("optimum");
        assertThat(out.toString().lines().filter(line -> line.startsWith(">")))
                .singleElement()
                .asString()
                .contains("unlimited", "25.0");
    }

    @Test
    void run_withHtml_writesAPageThatNeedsNothingElse() throws IOException {
        Path page = folder.resolve("report.html");

        assertThat(run("--sizes", "10%,20%", "--heap", "50", "--html", page.toString()))
                .as(err::toString)
                .isZero();

        String html = Files.readString(page);
        assertThat(html)
                .contains(
                        "\"sizes\":[50,100]",
                        "uPlot",
                        "prefers-color-scheme",
                        "\"composition\"",
                        "Doubling the heap tier")
                .doesNotContain("<link", "src=", "/*data*/", "/*script*/", "/*style*/");
    }

    @Test
    void run_withHtml_ofANameThatIsMarkup_andASizeThatCannotBe_writesNeither() throws IOException {
        Path page = folder.resolve("report.html");
        trace = Files.move(trace, folder.resolve("<script>&.trace"));

        assertThat(run("--entry-bytes", "2000", "--sizes", "100KiB,2MiB", "--html", page.toString()))
                .as(err::toString)
                .isZero();

        assertThat(Files.readString(page))
                .contains("\"name\":\"\\u003cscript\\u003e\\u0026\"", "\"percents\":[null,")
                .doesNotContain("<script>&");
    }

    @Test
    void run_onATerminal_showsHowFarItIsAndWipesIt() {
        assertThat(run("--progress", "--sizes", "100")).isZero();

        assertThat(err.toString()).contains("small [", "100 %").endsWith("\r");
    }

    @Test
    void run_ofASample_scalesSizesToAllKeys() {
        assertThat(run("--sample", "0.5", "--sizes", "100")).as(err::toString).isZero();

        assertThat(out.toString()).contains("50.00 % of the keys");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sample 2 | 2 | --sample is 2.0",
                "--off-heap 100 | 2 | must be bytes",
                "--no-curves | 2 | nothing to do",
                "--remote 10 | 2 | --remote needs",
                "--heap much | 2 | is no size",
                "--life 5 | 2 | is no duration",
                "--life 5m | 1 | tells no times",
                "--off-heap 1MiB | 1 | --entry-bytes",
                "--sizes 1MiB | 1 | have no sizes"
            })
    void run_ofWhatCannotBe_saysWhy(String options, int code, String why) {
        assertThat(run(options.strip().split(" ", -1))).isEqualTo(code);

        assertThat(err.toString()).startsWith("tarn: ").contains(why).doesNotContain("should not have happened");
    }

    @Test
    void run_ofAFileThatIsNotThere_saysSo() {
        trace = folder.resolve("none");

        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("none");
    }
}
