package dev.tarn.demo.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.demo.load.Counts;
import dev.tarn.demo.load.Sample;
import dev.tarn.demo.load.TierCounts;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Counts COUNTS = new Counts(
            List.of(new TierCounts("heap", 900, 1_000, 0, 0), new TierCounts("remote", 50, 100, 0, 0)),
            50,
            0,
            0,
            50,
            50,
            7,
            0,
            0);

    private static Histogram histogram(long... values) {
        Histogram histogram = new Histogram(60_000_000_000L, 2);
        for (long value : values) {
            histogram.recordValue(value);
        }
        return histogram;
    }

    private static Frame frame(Counts counts, Histogram updates) {
        Sample sample = new Sample(counts, histogram(1_000, 2_000), histogram(100_000));
        Span span = Span.empty().extended(sample, Counts.NONE, Duration.ofMillis(500));
        return new Frame(Duration.ofSeconds(60), span, span, updates);
    }

    @Test
    void table_ofAFrame_hasEveryFigureTwice() {
        List<String> lines = Report.table(frame(COUNTS, null));

        assertThat(lines.get(0)).contains("of 1:00", "now", "since start");
        assertThat(lines).anyMatch(line -> line.matches(" +reads per second +2,000 +2,000"));
        assertThat(lines).anyMatch(line -> line.matches(" +hit rate +95.00 % +95.00 %"));
        assertThat(lines).anyMatch(line -> line.matches(" +heap tier +90.00 % +90.00 %"));
        assertThat(lines).anyMatch(line -> line.matches(" +remote tier +50.00 % +50.00 %"));
        assertThat(lines).anyMatch(line -> line.matches(" +cache read p50 +1.0 µs +1.0 µs"));
        assertThat(lines).anyMatch(line -> line.matches(" +cache read p99.9 +2.0 µs +2.0 µs"));
        assertThat(lines).anyMatch(line -> line.matches(" +database read p50 +100 µs +100 µs"));
        assertThat(lines).anyMatch(line -> line.matches(" +loads +50 +50"));
        assertThat(lines).anyMatch(line -> line.contains("950 (95.0 %)"));
        assertThat(lines).allMatch(line -> line.length() <= 80);
    }

    @Test
    void line_ofAFrame_isOneAndHasEveryFigure() {
        assertThat(Report.line(frame(COUNTS, histogram(3_000_000))))
                .doesNotContain("\n")
                .contains("reads/s 2,000", "hit rate 95.00 % (heap 90.00 %, remote 50.00 %)", "cache p50 1.0 µs")
                .contains("database p50 100 µs", "loads 50, saved 950", "updates p50 3.0 ms");
    }

    @Test
    void line_ofNothing_isLaidOutToo() {
        Frame nothing = new Frame(null, Span.empty(), Span.empty(), null);

        assertThat(Report.line(nothing)).contains("reads/s -", "hit rate -").doesNotContain(")");
        assertThat(Report.table(nothing)).isNotEmpty();
    }

    @Test
    void troubles_onlyWhereThereAreSome_areShown() {
        Counts troubled = new Counts(List.of(new TierCounts("remote", 0, 10, 3, 4)), 0, 0, 0, 0, 0, 0, 5, 6);

        assertThat(String.join("\n", Report.summary(frame(troubled, null))))
                .contains("unreadable entries", "tier failures", "invalidations queued", "failed calls");
        assertThat(Report.line(frame(troubled, null)))
                .contains("unreadable 3", "tier failures 4", "queued 6", "failed calls 5");
        assertThat(String.join("\n", Report.summary(frame(COUNTS, null))))
                .doesNotContain("unreadable", "failures", "queued");
    }

    @Test
    void spans_extended_addUpWhatIsTimedAndCountFromTheBeginning() {
        Sample first = new Sample(COUNTS, histogram(1_000), histogram());
        Sample second = new Sample(COUNTS.plus(COUNTS), histogram(2_000), histogram(5));
        Span span = Span.empty()
                .extended(first, Counts.NONE, Duration.ofSeconds(1))
                .extended(second, COUNTS, Duration.ofSeconds(1));

        assertThat(span.time()).isEqualTo(Duration.ofSeconds(2));
        assertThat(span.counts().requests()).isEqualTo(1_000);
        assertThat(span.cache().getTotalCount()).isEqualTo(2);
        assertThat(span.database().getTotalCount()).isEqualTo(1);
    }
}
