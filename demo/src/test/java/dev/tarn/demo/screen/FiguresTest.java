package dev.tarn.demo.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void nanos_eachSize_haveTheirUnit() {
        assertThat(Figures.nanos(-1)).isEqualTo("-");
        assertThat(Figures.nanos(0)).isEqualTo("0 ns");
        assertThat(Figures.nanos(999)).isEqualTo("999 ns");
        assertThat(Figures.nanos(1_234)).isEqualTo("1.2 µs");
        assertThat(Figures.nanos(9_960)).isEqualTo("10 µs");
        assertThat(Figures.nanos(523_000)).isEqualTo("523 µs");
        assertThat(Figures.nanos(4_700_000)).isEqualTo("4.7 ms");
        assertThat(Figures.nanos(1_500_000_000)).isEqualTo("1.5 s");
    }

    @Test
    void percent_shareOrNone_isWritten() {
        assertThat(Figures.percent(0.97654)).isEqualTo("97.65 %");
        assertThat(Figures.percent(1)).isEqualTo("100.00 %");
        assertThat(Figures.percent(Double.NaN)).isEqualTo("-");
    }

    @Test
    void rate_ofCountAndTime_isForASecond() {
        assertThat(Figures.rate(30_000, Duration.ofMillis(1_500))).isEqualTo("20,000");
        assertThat(Figures.rate(1, Duration.ZERO)).isEqualTo("-");
    }

    @Test
    void time_withAndWithoutHours_isWritten() {
        assertThat(Figures.time(Duration.ofSeconds(5))).isEqualTo("0:05");
        assertThat(Figures.time(Duration.ofMillis(59_600))).isEqualTo("1:00");
        assertThat(Figures.time(Duration.ofSeconds(3_725))).isEqualTo("1:02:05");
    }
}
