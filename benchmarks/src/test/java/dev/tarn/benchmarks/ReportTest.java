package dev.tarn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void row_withTextsAndNumbers_isOneJsonObject() {
        String json = new Row()
                .with("name", "a \"b\" \\")
                .with("count", 3)
                .with("ratio", 0.5)
                .json();

        assertThat(json).isEqualTo("{\"name\":\"a \\\"b\\\" \\\\\",\"count\":3,\"ratio\":0.500}");
    }

    @Test
    void median_ofOddAndEvenCounts_isTheMiddle() {
        assertThat(Report.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Report.median(List.of(9.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    @Test
    void latencies_ofTwoThreads_areMerged() {
        Latencies one = new Latencies();
        Latencies two = new Latencies();
        one.add(1_000);
        two.add(1_000_000);

        one.addAll(two);

        assertThat(one.count()).isEqualTo(2);
        assertThat(one.micros(50)).isCloseTo(1, within(0.01));
        assertThat(one.maximumMicros()).isCloseTo(1_000, within(1.0));
    }
}
