package dev.tarn.benchmarks.report;

import static dev.tarn.benchmarks.report.Subject.because;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeTest {
    private static final Ran RAN = new Ran("reads", "Reads --rounds 2", 12, 0, 0.25);

    @TempDir
    Path folder;

    private final Subject subject = new Subject(
                    "reads",
                    "Reads",
                    "Reads",
                    new Effort("", 0),
                    new Effort("", 0),
                    Shape.rows(
                            List.of("threads"),
                            Measure.more("perSecond", "calls", "a second"),
                            Measure.less("p50us", "p50", "us")))
            .limits("socket")
            .bars(Bar.ratio("threads 2", "perSecond", "tarn", "other", 3))
            .reasons(because("threads 1: calls", "One <waits>."));

    private Outcome read(String... rows) throws IOException {
        return Outcome.read(subject, RAN, Files.write(folder.resolve("reads.jsonl"), List.of(rows)));
    }

    private static String row(int threads, String rival, int perSecond, int p50) {
        return "{\"threads\":" + threads + ",\"rival\":\"" + rival + "\",\"perSecond\":" + perSecond + ",\"p50us\":"
                + p50 + "}";
    }

    private Outcome twoRounds() throws IOException {
        return read(
                "{\"benchmark\":\"Reads\",\"load\":0.1}",
                row(1, "tarn", 90, 9),
                row(1, "other", 100, 10),
                row(1, "socket", 900, 1),
                row(1, "tarn", 45, 9),
                row(1, "other", 50, 10),
                row(1, "socket", 900, 1),
                row(2, "tarn", 80, 5),
                row(2, "other", 20, 20),
                "{\"summary\":\"tarn\",\"threads\":2,\"rival\":\"tarn\",\"perSecond\":7,\"p50us\":7}");
    }

    @Test
    void verdict_whereTarnIsSecond_tellsTheRatioOfRoundsSideBySideAndWhy() throws IOException {
        Cell cell = twoRounds().cells().get(0);

        assertThat(cell.title()).isEqualTo("threads 1");
        assertThat(cell.rivals()).containsExactly("socket", "other", "tarn");
        assertThat(twoRounds().verdict(cell))
                .isEqualTo("**last**: 0.90 [0.90..0.90] × other. Presumably: One <waits>.");
    }

    @Test
    void verdict_whereLessIsBetterAndTarnHasLess_isFirstWhateverTheLimitDoes() throws IOException {
        Cell cell = twoRounds().cells().get(1);

        assertThat(cell.measure().title()).isEqualTo("p50");
        assertThat(twoRounds().verdict(cell)).startsWith("first: 0.90");
    }

    @Test
    void verdict_whereBothPrintAsNothing_isFirstAndDividesByNothing() throws IOException {
        Outcome outcome = read(
                "{\"threads\":1,\"rival\":\"tarn\",\"p50us\":0.0003}",
                "{\"threads\":1,\"rival\":\"other\",\"p50us\":0}");

        assertThat(outcome.verdict(outcome.cells().get(0))).isEqualTo("first: 0 beside 0 of other");
    }

    @Test
    void everySubject_saysOfEachMeasureWhyTarnMayNotBeFirst() {
        assertThat(Subjects.all())
                .filteredOn(any -> !any.shape().rival().equals("-"))
                .allSatisfy(any -> assertThat(any.reasons()).isNotEmpty());
    }

    @Test
    void verdict_withNoReasonGiven_saysSo() throws IOException {
        Outcome outcome = read(row(3, "tarn", 1, 1), row(3, "other", 3, 1), row(3, "third", 2, 1));

        assertThat(outcome.verdict(outcome.cells().get(0)))
                .startsWith("**last**")
                .endsWith("Not explained yet.");
    }

    @Test
    void isLast_withOneThatIsSlower_isNot() throws IOException {
        Outcome outcome = read(row(3, "tarn", 2, 1), row(3, "other", 3, 1), row(3, "third", 1, 1));

        assertThat(outcome.isLast(outcome.cells().get(0))).isFalse();
        assertThat(outcome.verdict(outcome.cells().get(0))).startsWith("not first: 0.67");
    }

    @Test
    void bars_areJudgedByTheMedianWhereTheyApply() throws IOException {
        assertThat(twoRounds().bars()).hasSize(1).allSatisfy(verdict -> {
            assertThat(verdict.met()).isTrue();
            assertThat(verdict.text()).contains("threads 2: calls, tarn over other 4.00", "at least 3.00");
        });
        assertThat(read(row(2, "tarn", 59, 1), row(2, "other", 20, 1)).bars())
                .hasSize(1)
                .noneMatch(Bar.Verdict::met);
    }

    @Test
    void bars_thatAreMissed_sayWhyIfTheyAreTold() throws IOException {
        Bar bar = Bar.number("threads 2", "perSecond", "tarn", 100).missedFor("It is slow.");

        assertThat(bar.judge(read(row(2, "tarn", 90, 1)).cells()))
                .singleElement()
                .matches(verdict -> verdict.text().endsWith("at least 100. It is slow."));
        assertThat(bar.judge(read(row(2, "tarn", 100, 1)).cells()))
                .singleElement()
                .matches(verdict -> verdict.text().endsWith("at least 100"));
    }

    @Test
    void bars_thatDependOnAnother_areJudgedOnlyWhereThatReachesItsNumber() throws IOException {
        Bar bar = Bar.number("threads 2", "perSecond", "tarn", 100).onlyIf("socket", 250);
        List<Cell> slow = read(row(2, "tarn", 90, 1), row(2, "socket", 249, 1)).cells();
        List<Cell> quick = read(row(2, "tarn", 90, 1), row(2, "socket", 250, 1)).cells();
        List<Cell> none = read(row(2, "tarn", 90, 1)).cells();

        assertThat(bar.judge(slow)).isEmpty();
        assertThat(bar.judge(none)).isEmpty();
        assertThat(bar.judge(quick)).singleElement().matches(verdict -> !verdict.met());
    }

    @Test
    void reasons_sayWhetherAProfileShowedThem() {
        assertThat(because("", "It waits.").told()).isEqualTo("Presumably: It waits.");
        assertThat(Subject.seen("", "It waits.").told()).isEqualTo("Profiled: It waits.");
    }

    @Test
    void read_ofARunThatWasCutOff_keepsWhatIsWhole() throws IOException {
        Outcome outcome = read(row(1, "tarn", 90, 9), "{\"threads\":1,\"riv");

        assertThat(outcome.cells()).hasSize(2);
        assertThat(Outcome.read(subject, RAN, folder.resolve("nothing")).cells())
                .isEmpty();
    }

    @Test
    void columns_areRivals() throws IOException {
        Subject hits = new Subject(
                "hits",
                "Hits",
                "Hits",
                new Effort("", 0),
                new Effort("", 0),
                Shape.columns(List.of("trace"), Measure.more("", "hits", "%"), "caffeine", "tarn"));
        Path rows = Files.write(
                folder.resolve("hits.jsonl"),
                List.of("{\"trace\":\"orm\",\"caffeine\":60.2,\"tarn\":60.5,\"held\":7}"));

        Outcome outcome = Outcome.read(hits, RAN, rows);

        assertThat(outcome.cells()).hasSize(1);
        assertThat(outcome.cells().get(0).rivals()).containsExactly("tarn", "caffeine");
    }

    @Test
    void reports_holdEveryFigureAndNothingFromElsewhere() throws IOException {
        Run run = new Run("2026-01-01", "abc", "a machine", "17", "Redis 7", "quick", List.of(RAN));
        Outcome outcome = twoRounds();

        String markdown = new MarkdownReport(run, List.of(outcome)).text();
        String html = new HtmlReport(run, List.of(outcome)).page();

        assertThat(markdown)
                .contains(
                        "commit abc",
                        "others used 25 %",
                        "| met |",
                        "tarn 67.5 [45.0..90.0]",
                        "| Reads | 4 | 3 | 1 | 12 | 25 % |");
        assertThat(html)
                .contains("<svg", "One &lt;waits&gt;.", "<b class=\"bad\">last</b>", "class=\"good\">met")
                .doesNotContain("<script", "http:", "https:", "**");
    }

    @Test
    void curves_haveAPointForEachPlace() throws IOException {
        Subject scale = new Subject(
                "scale",
                "Scale",
                "Reads",
                new Effort("", 0),
                new Effort("", 0),
                Shape.rows(List.of(), Measure.more("perSecond", "calls", "a second"))
                        .along("threads"));
        Path rows = Files.write(
                folder.resolve("scale.jsonl"),
                List.of(row(1, "tarn", 1, 1), row(2, "tarn", 2, 1), row(4, "tarn", 3, 1)));
        Run run = new Run("2026-01-01", "abc", "a machine", "17", "Redis 7", "quick", List.of(RAN));

        String html = new HtmlReport(run, List.of(Outcome.read(scale, RAN, rows))).page();

        assertThat(html).containsOnlyOnce("<polyline").contains(">threads 4</text>");
        assertThat(html.split("<circle", -1)).hasSize(4);
    }
}
